using Machimichi.Insight.Accuracy;
using Machimichi.Insight.Figures;
using Machimichi.Insight.Report;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Works;

namespace Machimichi.Insight.OpenData;

/// <summary>The data files of a town: which columns, and from where. No person is in any: no name, no nickname, no address.</summary>
public sealed class TownTables(Words words)
{
    public Table<PublishedProposal> Proposals { get; } = new("proposals",
    [
        new("number", "integer", p => p.Number),
        new("title", "string", p => p.Title),
        new("text", "string", p => p.Body),
        new("category", "string", p => p.Category),
        new("category_name", "string", p => words.Category(p.Category, "proposal")),
        new("district", "string", p => p.District),
        new("district_name", "string", p => words.District(p.District)),
        new("latitude", "number", p => Degrees(p.Latitude)),
        new("longitude", "number", p => Degrees(p.Longitude)),
        new("submitted_at", "datetime", p => p.SubmittedAt),
        new("supports", "integer", p => p.Supports),
        new("outcome", "string", p => p.Outcome?.ToString()),
        new("answered_at", "datetime", p => p.AnsweredAt),
    ]);

    public Table<PublishedReport> Reports { get; } = new("reports",
    [
        new("number", "integer", r => r.Number),
        new("title", "string", r => r.Title),
        new("text", "string", r => r.Text),
        new("category", "string", r => r.Category),
        new("category_name", "string", r => words.Category(r.Category, "report")),
        new("district", "string", r => r.District),
        new("district_name", "string", r => words.District(r.District)),
        new("latitude", "number", r => Degrees(r.Latitude)),
        new("longitude", "number", r => Degrees(r.Longitude)),
        new("state", "string", r => r.State.ToString()),
        new("submitted_at", "datetime", r => r.SubmittedAt),
        new("done_at", "datetime", r => r.DoneAt),
    ]);

    public Table<PublishedAnswer> Answers { get; } = new("answers",
    [
        new("subject_kind", "string", a => a.SubjectKind),
        new("subject_number", "integer", a => a.Number),
        new("text", "string", a => a.Body),
        new("outcome", "string", a => a.Outcome?.ToString()),
        new("department", "string", a => a.Department),
        new("department_name", "string", a => words.Department(a.Department)),
        new("published_at", "datetime", a => a.PublishedAt),
    ]);

    public Table<DrivingDay> Driving { get; } = new("driving",
    [
        new("day", "date", d => d.Day),
        new("drives", "integer", d => d.Drives),
        new("meters_driven", "integer", d => d.MetersDriven),
        new("meters_seen", "integer", d => d.MetersSeen),
        new("frames", "integer", d => d.Frames),
        new("frames_unclear", "integer", d => d.UnclearFrames),
        new("detections", "integer", d => d.Detections),
    ]);

    public Table<PublishedDefect> Defects { get; } = new("defects",
    [
        new("number", "integer", d => d.Number),
        new("class", "string", d => d.Class),
        new("class_name", "string", d => words.Damage(d.Class)),
        new("severity", "integer", d => d.Severity),
        new("district", "string", d => d.District),
        new("district_name", "string", d => words.District(d.District)),
        new("latitude", "number", d => Degrees(d.Latitude)),
        new("longitude", "number", d => Degrees(d.Longitude)),
        new("error_meters", "number", d => Math.Round(d.ErrorMeters, 1)),
        new("length_meters", "number", d => Math.Round(d.LengthMeters, 2)),
        new("square_meters", "number", d => Math.Round(d.SquareMeters, 2)),
        new("seen_in_drives", "integer", d => d.Drives),
        new("defect_state", "string", d => d.State.ToString()),
        new("first_seen_at", "datetime", d => d.FirstSeenAt),
        new("last_seen_at", "datetime", d => d.LastSeenAt),
        new("repaired_at", "datetime", d => d.RepairedAt),
        new("case_number", "integer", d => d.CaseNumber),
    ]);

    public Table<PublishedCase> Cases { get; } = new("cases",
    [
        new("number", "integer", c => c.Number),
        new("state", "string", c => c.State.ToString()),
        new("category", "string", c => c.Category),
        new("category_name", "string", c => words.Category(c.Category, "report")),
        new("district", "string", c => c.District),
        new("district_name", "string", c => c.Category.Length == 0 ? "" : words.District(c.District)),
        new("severity", "integer", c => c.Severity),
        new("opened_at", "datetime", c => c.OpenedAt),
        new("done_at", "datetime", c => c.DoneAt),
        new("reports", "integer", c => c.Reports),
        new("defects", "integer", c => c.Defects),
    ]);

    /// <summary>What people said of the frames that were drawn: no place, no time, no vehicle.</summary>
    public Table<CheckedRow> Accuracy { get; } = new("accuracy",
    [
        new("check", "integer", r => r.Check),
        new("frame", "integer", r => r.Frame),
        new("had_boxes", "boolean", r => r.HadBoxes),
        new("population", "integer", r => r.Population),
        new("drawn", "integer", r => r.Drawn),
        new("class", "string", r => r.Class),
        new("right", "integer", r => r.Right),
        new("wrong", "integer", r => r.Wrong),
        new("missed", "integer", r => r.Missed),
    ]);

    public Table<FigureLine> Figures { get; } = new("figures",
    [
        new("figure", "string", f => f.Key),
        new("name", "string", f => f.Name),
        new("value", "number", f => f.Value),
        new("unit", "string", f => f.Unit),
        new("basis", "string", f => f.Basis),
    ]);

    // A metre is as fine as a place on a road is known.
    private static double? Degrees(double? value) => value is { } v ? Math.Round(v, 5) : null;
}
