using Machimichi.Platform.Data;

namespace Machimichi.Voice.Moderation;

/// <summary>What somebody sent and everyone reads, unless the town took it down.</summary>
internal interface IModerated : ITownOwned
{
    /// <summary>Name of the filter that keeps what was taken down from every query that does not ask for it by name.</summary>
    const string Shown = "Shown";

    Guid Id { get; }
    int Number { get; }
    Guid PersonId { get; }
    DateTime? HiddenAt { get; }

    void TakeDown(DateTime at);
    void PutBack();
}
