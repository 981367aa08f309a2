using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Web.Hosting;

namespace Machimichi.Commands;

/// <summary>The program without its web pages, for one command: same services, same database, jobs too where nobody else runs them.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly IHost host;
    private AsyncServiceScope scope;

    private Installation(IHost host) => (this.host, scope) = (host, host.Services.CreateAsyncScope());

    public IServiceProvider Services => scope.ServiceProvider;

    public static async Task<Installation> Open(PlatformOptions options, string? town, CancellationToken ct)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddMachimichi(options);
        var installation = new Installation(builder.Build());
        await installation.Services.GetRequiredService<SchemaMigrator>().Migrate(ct);
        if (options.Works) await installation.host.StartAsync(ct);
        installation.Services.GetRequiredService<Actor>().BeCommand();
        if (town is not null)
            installation.Services.GetRequiredService<TownScope>().Choose(await installation.Services.GetRequiredService<TownDirectory>().Get(town, ct));
        return installation;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await host.StopAsync();
        host.Dispose();
    }
}
