namespace Machimichi.Voice.Calls;

/// <summary>
/// The rule by which projects are chosen: most votes first; of equal votes the cheaper, of equal cost the lower number. Going
/// down that list, a project is chosen when it has a vote and still fits — into the money that is left, or into the number to
/// be chosen. One that does not fit is passed over, and the next ones are still looked at.
/// </summary>
public static class VoteCount
{
    public sealed record Entry(int Number, long Cost, int Votes);

    public sealed record Counted(int Number, long Cost, int Votes, bool Chosen);

    /// <returns>In the order in which they were looked at.</returns>
    public static IReadOnlyList<Counted> Count(VoteRules rules, IEnumerable<Entry> projects)
    {
        var (money, places) = rules.Mode == VoteMode.Budget ? (rules.Total, int.MaxValue) : (long.MaxValue, rules.Winners);
        var counted = new List<Counted>();
        foreach (var p in projects.OrderByDescending(p => p.Votes).ThenBy(p => p.Cost).ThenBy(p => p.Number))
        {
            var chosen = p.Votes > 0 && places > 0 && p.Cost <= money;
            if (chosen) (money, places) = (money - p.Cost, places - 1);
            counted.Add(new Counted(p.Number, p.Cost, p.Votes, chosen));
        }
        return counted;
    }
}
