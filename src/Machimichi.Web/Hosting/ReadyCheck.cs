using Machimichi.Platform.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Machimichi.Web.Hosting;

internal sealed class ReadyCheck(MachimichiDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
}
