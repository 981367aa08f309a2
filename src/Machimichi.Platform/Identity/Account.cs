using Microsoft.AspNetCore.Identity;

namespace Machimichi.Platform.Identity;

/// <summary>A person who can sign in. The nickname is public; no real name is kept.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public Account() => Id = Guid.CreateVersion7();

    public string Nickname { get; set; } = "";
}

/// <summary>What a person may do in a town; each role may do what the ones before it may, but a crew is not staff.</summary>
/// <summary><c>DistrictHead</c> (区長) may write for people of the town who do not write here themselves, and nothing else of the staff's.</summary>
public enum Role { Resident, Crew, Staff, Admin, DistrictHead }

public sealed class Membership
{
    public required string TownId { get; init; }
    public required Guid AccountId { get; init; }
    public required Role Role { get; init; }
}
