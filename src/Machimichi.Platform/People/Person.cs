namespace Machimichi.Platform.People;

/// <summary>One person as the tables know them: an account, or what a browser was given to remember.</summary>
/// <param name="Actor">As the audit trail and the staff's tables write them.</param>
/// <param name="Mail">A confirmed address; empty where there is none.</param>
public sealed record Person(Guid Id, string Actor, string Mail)
{
    /// <summary>What stands where a person stood who was forgotten.</summary>
    public const string Former = "former";
}

/// <summary>
/// Hands over and forgets what one capability keeps of a person in the chosen town. Each capability that has a column
/// for a person, their address or their name has one of these and names that column here; a test finds columns that nobody names.
/// </summary>
public interface IPersonalData
{
    /// <summary>Every column that may hold a person, as <c>table.column</c>.</summary>
    IReadOnlyCollection<string> Columns { get; }

    Task HandOver(Person person, PersonalFile file, CancellationToken ct);

    /// <summary>Runs inside the transaction that forgets the person everywhere.</summary>
    Task Forget(Person person, Forgetting forgetting, CancellationToken ct);
}

/// <summary>What is asked when a person is forgotten, and what has to be seen to when it is done.</summary>
/// <param name="keepWords">Do the person's proposals stay, without a name? Else they are taken back.</param>
public sealed class Forgetting(bool keepWords)
{
    public bool KeepWords { get; } = keepWords;

    /// <summary>Photos that go.</summary>
    public List<Guid> Photos { get; } = [];

    /// <summary>Addresses that the person left, so that the letters to them go too.</summary>
    public HashSet<string> Addresses { get; } = [];
}
