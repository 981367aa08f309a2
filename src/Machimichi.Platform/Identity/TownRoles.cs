using System.Security.Claims;
using Machimichi.Platform.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Identity;

/// <summary>Asks for one of some roles in the town of the request.</summary>
public sealed class InTown(params Role[] roles) : IAuthorizationRequirement
{
    public const string Staff = "town-staff", Admin = "town-admin", Crew = "town-crew";

    public IReadOnlyList<Role> Roles { get; } = roles;
}

internal sealed class InTownHandler(MachimichiDb db, TownScope town) : AuthorizationHandler<InTown>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, InTown requirement)
    {
        if (context.User.AccountId() is not { } account || !town.IsChosen) return;
        var roles = requirement.Roles;
        if (await db.Memberships.AnyAsync(m => m.TownId == town.Id && m.AccountId == account && roles.Contains(m.Role))) context.Succeed(requirement);
    }
}

public static class PrincipalExtensions
{
    public static Guid? AccountId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
