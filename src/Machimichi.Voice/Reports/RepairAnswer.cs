using Machimichi.Platform.Data;

namespace Machimichi.Voice.Reports;

/// <summary>What the sender of a report says of one repair. Words and photos that come with a "no" are an <see cref="Addition"/>.</summary>
internal sealed class RepairAnswer : ITownOwned
{
    private RepairAnswer() { }

    /// <param name="doneAt">Which repair.</param>
    public RepairAnswer(Guid reportId, DateTime doneAt) => (Id, ReportId, DoneAt) = (Guid.CreateVersion7(), reportId, doneAt);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public Guid ReportId { get; private init; }
    public DateTime DoneAt { get; private init; }
    public bool Fixed { get; private set; }

    /// <summary>With how the town dealt with it: 1 not, 2 well enough, 3 well; 0 where nobody said.</summary>
    public int Satisfaction { get; private set; }

    /// <summary>Did this open the case again?</summary>
    public bool Reopened { get; private set; }
    public DateTime At { get; private set; }

    public void Yes(int? satisfaction, DateTime at) => (Fixed, Satisfaction, At) = (true, satisfaction ?? Satisfaction, at);

    public void No(bool reopened, DateTime at) => (Fixed, Reopened, At) = (false, reopened, at);
}
