namespace Machimichi.Platform.Identity;

/// <summary>Who does this piece of work, as the audit trail names them: <c>account:…</c>, <c>visitor:…</c>, <c>command</c> or <c>system</c>.</summary>
public sealed class Actor
{
    public string Name { get; private set; } = "system";

    public Guid? AccountId { get; private set; }

    /// <summary>One person, signed in or not: the account, else what the browser was given to remember. Empty for commands and jobs.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>What this browser was given to remember, signed in or not.</summary>
    public Guid VisitorId { get; private set; }

    public bool IsStaff { get; private set; }

    /// <summary>Staff, and heads of districts.</summary>
    public bool SpeaksForOthers { get; private set; }

    public void Be(Guid? account, Guid visitor, bool staff, bool districtHead = false)
    {
        (AccountId, PersonId, VisitorId, IsStaff, SpeaksForOthers) = (account, account ?? visitor, visitor, staff, staff || districtHead);
        Name = account is { } a ? $"account:{a:N}" : $"visitor:{visitor:N}";
    }

    public void BeCommand() => (Name, IsStaff, SpeaksForOthers) = ("command", true, true);
}
