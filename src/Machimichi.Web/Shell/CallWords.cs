using System.Globalization;
using Machimichi.Platform.Language;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Writing;

namespace Machimichi.Web.Shell;

/// <summary>How pages say the phases, days and amounts of a call for ideas.</summary>
internal static class CallWords
{
    public static string Yen(this Speech say, long yen) => say["calls.yen", ("n", yen.ToString("N0", CultureInfo.InvariantCulture))];

    public static string PhaseName(this Speech say, PhaseKind kind) => say[$"calls.phase.{kind.Word()}"];

    public static string Days(this PageContext page, Phase phase) => page.Speech["calls.days", ("from", page.Day(phase.StartsAt)), ("to", page.Day(phase.EndsAt.AddTicks(-1)))];

    /// <summary>Where a call stands, in one line: the phase, and how long it lasts or when the next begins.</summary>
    public static string Standing(this PageContext page, Schedule schedule)
    {
        var (say, now) = (page.Speech, page.Now);
        if (schedule.At(now) is { } phase)
            return phase.DaysLeft(now, page.Town.Zone) is var left and > 0 ? say["calls.days-left", ("n", left), ("day", page.Day(phase.EndsAt.AddTicks(-1)))] : say["calls.last-day"];
        return schedule.NextAfter(now) is { } next ? say["calls.begins", ("phase", say.PhaseName(next.Kind)), ("day", page.Day(next.StartsAt))] : say["calls.ended-on", ("day", page.Day(schedule.Phases[^1].EndsAt.AddTicks(-1)))];
    }

    /// <summary>The rule of the vote as people read it before they vote and under its result.</summary>
    public static string Rule(this Speech say, VoteRules rules) => rules.Mode == VoteMode.Budget
        ? say["calls.rule-budget", ("person", say.Yen(rules.PerPerson)), ("total", say.Yen(rules.Total))]
        : say["calls.rule-choose", ("most", rules.MostChoices), ("winners", rules.Winners)];
}
