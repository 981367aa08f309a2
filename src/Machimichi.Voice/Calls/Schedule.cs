namespace Machimichi.Voice.Calls;

/// <summary>What a call for ideas goes through, in this order.</summary>
public enum PhaseKind { Collecting, Review, Vote, Result }

public enum CallState { Upcoming, Open, Between, Ended }

/// <summary>One part of a call. Staff think in whole days of the town's clock; a part that was closed early ends at that minute.</summary>
/// <param name="StartsAt">UTC; the first moment that belongs to it.</param>
/// <param name="EndsAt">UTC; the first moment that does not.</param>
public sealed record Phase(PhaseKind Kind, DateTime StartsAt, DateTime EndsAt)
{
    public bool Holds(DateTime now) => StartsAt <= now && now < EndsAt;

    public DateOnly FirstDay(TimeZoneInfo zone) => DayOf(StartsAt, zone);

    public DateOnly LastDay(TimeZoneInfo zone) => DayOf(EndsAt.AddTicks(-1), zone);

    /// <summary>0 on the last day.</summary>
    public int DaysLeft(DateTime now, TimeZoneInfo zone) => LastDay(zone).DayNumber - DayOf(now, zone).DayNumber;

    public static Phase OfDays(PhaseKind kind, DateOnly first, DateOnly last, TimeZoneInfo zone) => new(kind, Midnight(first, zone), Midnight(last.AddDays(1), zone));

    internal static DateTime Midnight(DateOnly day, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified), zone);

    internal static DateOnly DayOf(DateTime utc, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone));
}

/// <summary>The phases of a call, one after the other; what holds now is the clock's to say and stands in no column.</summary>
public sealed record Schedule(IReadOnlyList<Phase> Phases)
{
    public Phase? this[PhaseKind kind] => Phases.FirstOrDefault(p => p.Kind == kind);

    public Phase? At(DateTime now) => Phases.FirstOrDefault(p => p.Holds(now));

    public Phase? NextAfter(DateTime now) => Phases.FirstOrDefault(p => p.StartsAt > now);

    public CallState StateAt(DateTime now) =>
        now < Phases[0].StartsAt ? CallState.Upcoming : now >= Phases[^1].EndsAt ? CallState.Ended : At(now) is null ? CallState.Between : CallState.Open;

    /// <summary>When the last of what people can do is over, so that a result can be told.</summary>
    public DateTime PeopleEndAt => (this[PhaseKind.Vote] ?? this[PhaseKind.Review] ?? this[PhaseKind.Collecting])!.EndsAt;
}
