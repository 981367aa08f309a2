using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Voice.Moderation;

namespace Machimichi.Voice.Comments;

public enum Stance { Neutral, For, Against }

/// <summary>What somebody thinks of a proposal, or answers to such a comment; no deeper.</summary>
internal sealed class Comment : IModerated
{
    public const string Kind = "comment";
    public static readonly TimeSpan Editable = TimeSpan.FromMinutes(30);

    private Comment() { }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public Guid ProposalId { get; private init; }

    /// <summary>The comment that it answers, if any.</summary>
    public Guid? ToId { get; private init; }
    public Stance Stance { get; private set; }
    public string Text { get; private set; } = "";
    public string Nickname { get; private init; } = "";
    public Guid PersonId { get; private init; }
    public string SubmissionHash { get; private init; } = "";
    public DateTime At { get; private init; }
    public DateTime? EditedAt { get; private set; }
    public DateTime? WithdrawnAt { get; private set; }

    /// <summary>Since when the town shows it to nobody but its author.</summary>
    public DateTime? HiddenAt { get; private set; }

    public static Comment Submit(int number, Guid proposal, Comment? to, Stance stance, string text, string nickname, Guid person, string submissionHash, DateTime at)
    {
        if (to is { WithdrawnAt: not null }) throw Refusal.Conflict("comment.is-withdrawn");
        if (to is { ToId: not null }) throw new Refusal("comment.no-deeper");
        return new Comment
        {
            Id = Guid.CreateVersion7(), Number = number, ProposalId = proposal, ToId = to?.Id, Stance = to is null ? stance : Stance.Neutral, Text = text, Nickname = nickname,
            PersonId = person, SubmissionHash = submissionHash, At = at,
        };
    }

    public void TakeDown(DateTime at) => HiddenAt ??= at;

    public void PutBack() => HiddenAt = null;

    /// <returns>What it said before, to be kept; null when nothing changes.</returns>
    public EarlierComment? Edit(Stance stance, string text, DateTime at)
    {
        if (WithdrawnAt is not null) throw Refusal.Conflict("comment.is-withdrawn");
        if (HiddenAt is not null) throw Refusal.Conflict("comment.is-hidden");
        if (at >= At + Editable) throw Refusal.Conflict("comment.too-late", ("minutes", (int)Editable.TotalMinutes));
        if (ToId is not null) stance = Stance.Neutral;
        if ((Stance, Text) == (stance, text)) return null;
        var before = new EarlierComment(Id, Stance, Text, at);
        (Stance, Text, EditedAt) = (stance, text, at);
        return before;
    }

    /// <summary>The words go; the place stays for the answers to it.</summary>
    public void Withdraw(DateTime at) => (Text, WithdrawnAt) = ("", WithdrawnAt ?? at);
}

/// <summary>What a comment said until it was edited.</summary>
internal sealed class EarlierComment : ITownOwned
{
    private EarlierComment() { }

    public EarlierComment(Guid commentId, Stance stance, string text, DateTime until) =>
        (Id, CommentId, Stance, Text, Until) = (Guid.CreateVersion7(), commentId, stance, text, until);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid CommentId { get; private init; }
    public Stance Stance { get; private init; }
    public string Text { get; private init; } = "";
    public DateTime Until { get; private init; }
}
