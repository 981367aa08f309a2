using Machimichi.Platform;

namespace Machimichi.Voice.Calls;

/// <summary>None: a call without a vote. Budget: each person spends an amount. Choose: each person names up to so many.</summary>
public enum VoteMode { None, Budget, Choose }

/// <param name="PerPerson">Budget: yen that each person may spend.</param>
/// <param name="Total">Budget: yen that the town will spend.</param>
/// <param name="MostChoices">Choose: how many projects each person may name.</param>
/// <param name="Winners">Choose: how many projects the town will take.</param>
public sealed record VoteRules(VoteMode Mode, long PerPerson, long Total, int MostChoices, int Winners)
{
    public const long MostYen = 100_000_000_000;

    public static readonly VoteRules None = new(VoteMode.None, 0, 0, 0, 0);

    /// <summary>Says by how much a choice is over; null when it may be cast.</summary>
    public Refusal? Problem(IReadOnlyCollection<long> costs) => Mode switch
    {
        _ when costs.Count == 0 => new Refusal("call.vote-empty", "project"),
        VoteMode.Budget when costs.Sum() > PerPerson => new Refusal("call.vote-over", "project", values: [("over", Yen(costs.Sum() - PerPerson)), ("amount", Yen(PerPerson))]),
        VoteMode.Choose when costs.Count > MostChoices => new Refusal("call.vote-too-many", "project", values: [("over", costs.Count - MostChoices), ("most", MostChoices)]),
        _ => null,
    };

    internal IEnumerable<Refusal> Problems()
    {
        if (Mode == VoteMode.Budget)
        {
            if (PerPerson is < 1 or > MostYen) yield return new Refusal("call.amount-missing", "per-person");
            if (Total is < 1 or > MostYen) yield return new Refusal("call.amount-missing", "total");
        }
        if (Mode == VoteMode.Choose)
        {
            if (MostChoices is < 1 or > 50) yield return new Refusal("call.number-missing", "most-choices");
            if (Winners is < 1 or > 50) yield return new Refusal("call.number-missing", "winners");
        }
    }

    internal static string Yen(long yen) => yen.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
