namespace Machimichi.Insight.Figures;

/// <summary>The figures of a period. What nobody measured is null, never 0.</summary>
public sealed record TrialFigures
{
    /// <summary>Proposals submitted.</summary>
    public required int Proposals { get; init; }

    /// <summary>Reports submitted, private ones too.</summary>
    public required int Reports { get; init; }

    /// <summary>Of these, the ones that only staff may read: counted, never shown.</summary>
    public required int ReportsPrivate { get; init; }

    /// <summary>Answers of the town to proposals and to public reports.</summary>
    public required int Answers { get; init; }

    /// <summary>How many times somebody supported a proposal.</summary>
    public required int Supports { get; init; }

    /// <summary>Drives whose footage was read.</summary>
    public required int Drives { get; init; }

    /// <summary>Kilometres driven by the drives that could be read; null where there was none.</summary>
    public required double? Km { get; init; }

    /// <summary>Kilometres of which the camera saw the road; null where no drive was read.</summary>
    public required double? KmSeen { get; init; }

    /// <summary>Frames that the model looked at; null where no drive was read.</summary>
    public required int? Frames { get; init; }

    /// <summary>Frames in which too little could be seen (dark, wet, blurred).</summary>
    public required int? FramesUnclear { get; init; }

    /// <summary>Boxes that the model drew; one defect has many.</summary>
    public required int? Detections { get; init; }

    /// <summary>Seen by the model, not yet looked at by a person: counted, never shown.</summary>
    public required int? DefectsWaiting { get; init; }

    /// <summary>Seen by the model, and a person said that it is none.</summary>
    public required int? DefectsRejected { get; init; }

    /// <summary>Defects that a person confirmed.</summary>
    public required int Defects { get; init; }
    public required IReadOnlyDictionary<string, int> DefectsByClass { get; init; }

    /// <summary>1 small, 2 middle, 3 severe.</summary>
    public required IReadOnlyDictionary<int, int> DefectsBySeverity { get; init; }
    public required int Cases { get; init; }

    /// <summary>Cases that both a resident reported and a vehicle saw.</summary>
    public required int CasesJoined { get; init; }

    /// <summary>Cases of the period that were done before its end.</summary>
    public required int Repaired { get; init; }

    /// <summary>Median days from a proposal to the town's first answer; null where none was answered.</summary>
    public required double? DaysToAnswerProposals { get; init; }
    public required int AnsweredProposals { get; init; }

    /// <summary>The same for public reports.</summary>
    public required double? DaysToAnswerReports { get; init; }
    public required int AnsweredReports { get; init; }

    /// <summary>Median days from a case's opening to its end; null where none was done.</summary>
    public required double? DaysToRepair { get; init; }

    /// <summary>Recall and precision on this town's own roads, by the spot checks of the period; percent, null where nobody checked.</summary>
    public required double? RecallHere { get; init; }
    public required double? PrecisionHere { get; init; }

    /// <summary>Frames that people looked at for these.</summary>
    public required int FramesChecked { get; init; }

    /// <summary>Did anything at all happen?</summary>
    public bool IsEmpty => Proposals + Reports + Answers + Supports + Drives + Defects + Cases + FramesChecked == 0;
}
