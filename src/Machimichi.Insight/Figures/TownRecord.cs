using Machimichi.Insight.Accuracy;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Insight.Figures;

/// <summary>All that is published of a period, as the owners of the data give it; what the figures, the report and its data files rest on.</summary>
/// <param name="Roads">The totals of Roads and the model in use.</param>
/// <param name="Driving">The days on which somebody drove.</param>
/// <param name="Checked">The frames of the spot checks that were drawn in the period and are finished.</param>
/// <param name="Defects">Confirmed ones that were first seen in the period.</param>
public sealed record TownRecord(
    Period Period,
    IReadOnlyList<PublishedProposal> Proposals,
    IReadOnlyList<PublishedReport> Reports,
    int PrivateReports,
    IReadOnlyList<PublishedAnswer> Answers,
    int Supports,
    PublishedRoadFigures Roads,
    IReadOnlyList<DrivingDay> Driving,
    IReadOnlyList<PublishedDefect> Defects,
    IReadOnlyList<PublishedCase> Cases,
    IReadOnlyList<CheckedRow> Checked);

/// <summary>What was driven on one of the town's days: no hours and no vehicle, which would say when who was at work.</summary>
/// <param name="Drives">A drive over midnight counts on both days.</param>
public sealed record DrivingDay(DateOnly Day, int Drives, int MetersDriven, int MetersSeen, int Frames, int UnclearFrames, int Detections);
