using System.Text.Json;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Roads.Survey;

namespace Machimichi.Insight.Accuracy;

/// <summary>Frames drawn at random, in which a person says what is there. Only one that was marked to its end counts: to stop where it suits would choose the result.</summary>
internal sealed class SpotCheck : ITownOwned
{
    public const string Kind = "spot-check";

    /// <summary>So many frames a week: a quarter of an hour.</summary>
    public const int Size = 20;

    private SpotCheck() { }

    public SpotCheck(int number, DrawFrames.Receipt drawn, DateTime at)
    {
        (Id, Number, DrawnAt, LastMerge) = (Guid.CreateVersion7(), number, at, drawn.Last);
        (WithBoxes, WithoutBoxes, Models) = (drawn.WithBoxes, drawn.WithoutBoxes, string.Join(", ", drawn.Models));
        Frames.AddRange(drawn.Frames.Select((f, i) => new CheckedFrame(Id, i + 1, f)));
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public int Number { get; private init; }
    public DateTime DrawnAt { get; private init; }

    /// <summary>The last footage it was drawn from; the next one is drawn from what came after.</summary>
    public int LastMerge { get; private init; }

    /// <summary>The frames that were looked at, with and without boxes, kept or not: what its own frames stand for.</summary>
    public int WithBoxes { get; private init; }
    public int WithoutBoxes { get; private init; }
    public string Models { get; private init; } = "";
    public DateTime? FinishedAt { get; private set; }
    public List<CheckedFrame> Frames { get; } = [];

    public void Finish(DateTime at)
    {
        RefuseIfFinished();
        if (Frames.Count(f => f.State == CheckState.Waiting) is > 0 and var left) throw new Refusal("accuracy.not-all", "end", RefusalKind.Conflict, ("n", left));
        FinishedAt = at;
    }

    public void RefuseIfFinished()
    {
        if (FinishedAt is not null) throw Refusal.Conflict("accuracy.finished");
    }
}

/// <summary>Not looked at, marked, or such that nobody could tell.</summary>
public enum CheckState { Waiting, Marked, Unclear }

/// <summary>A box of the model, and what is there.</summary>
/// <param name="Truth">Null before anybody looked; <see cref="Nothing"/>, or the class of the damage that is there.</param>
public sealed record CheckedBox(string Class, double Score, double Left, double Top, double Right, double Bottom, string? Truth)
{
    public const string Nothing = "none";
}

/// <summary>One frame of a spot check. It keeps the model's boxes as they were when it was drawn.</summary>
internal sealed class CheckedFrame : ITownOwned
{
    private CheckedFrame() { }

    public CheckedFrame(Guid check, int ordinal, DrawFrames.Drawn drawn)
    {
        (Id, SpotCheckId, Ordinal, FrameId, Vehicle, Clear) = (Guid.CreateVersion7(), check, ordinal, drawn.Id, drawn.Vehicle, drawn.Clear);
        (Width, Height, HasBoxes) = (drawn.Width, drawn.Height, drawn.Boxes.Count > 0);
        Boxes = JsonSerializer.Serialize(drawn.Boxes.Select(b => new CheckedBox(b.Class, b.Score, b.Left, b.Top, b.Right, b.Bottom, null)));
    }

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid SpotCheckId { get; private init; }

    /// <summary>Its place in the check, from 1.</summary>
    public int Ordinal { get; private init; }
    public Guid FrameId { get; private init; }
    public string Vehicle { get; private init; } = "";
    public bool Clear { get; private init; }
    public int Width { get; private init; }
    public int Height { get; private init; }
    public bool HasBoxes { get; private init; }
    public CheckState State { get; private set; }

    /// <summary>JSON of <see cref="CheckedBox"/>.</summary>
    public string Boxes { get; private set; } = "[]";

    /// <summary>JSON: how many of each class the model missed.</summary>
    public string Missed { get; private set; } = "{}";

    public IReadOnlyList<CheckedBox> ReadBoxes() => JsonSerializer.Deserialize<List<CheckedBox>>(Boxes)!;

    public IReadOnlyDictionary<string, int> ReadMissed() => JsonSerializer.Deserialize<Dictionary<string, int>>(Missed)!;

    public void Mark(IReadOnlyList<string> truths, IReadOnlyDictionary<string, int> missed)
    {
        Boxes = JsonSerializer.Serialize(ReadBoxes().Select((b, i) => b with { Truth = truths[i] }));
        (Missed, State) = (JsonSerializer.Serialize(missed.Where(m => m.Value > 0).OrderBy(m => m.Key, StringComparer.Ordinal).ToDictionary()), CheckState.Marked);
    }

    public void SetAside()
    {
        Boxes = JsonSerializer.Serialize(ReadBoxes().Select(b => b with { Truth = null }));
        (Missed, State) = ("{}", CheckState.Unclear);
    }
}
