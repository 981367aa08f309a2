namespace Machimichi.Platform.Notifications;

/// <summary>A mail that was promised in the transaction of its cause and is delivered by a job afterwards.</summary>
public sealed class OutgoingMessage
{
    public required Guid Id { get; init; }
    public required string TownId { get; init; }
    public required string To { get; init; }
    public required string Subject { get; init; }
    public required string Body { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? SentAt { get; set; }

    /// <summary>Where a press of the mail program's own button ends letters like this one; empty for a letter that comes once.</summary>
    public string Unsubscribe { get; init; } = "";

    /// <summary>Is it the last letter to somebody who was forgotten? Then it goes when it is delivered.</summary>
    public bool Last { get; init; }
}
