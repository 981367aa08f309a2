using System.Text.Encodings.Web;
using System.Text.Unicode;
using Machimichi.Insight;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Search;
using Machimichi.Roads;
using Machimichi.Voice;
using Machimichi.Web.Hosting.Sending;
using Machimichi.Web.Resident;
using Machimichi.Web.Shell;
using Machimichi.Works;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Machimichi.Web.Hosting;

/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="Demo">Shows the demo's sign-in buttons. Never on a town's own installation.</param>
internal sealed record WebOptions(string Urls, bool Demo);

/// <summary>The web program: services, the way of a request, the route table.</summary>
internal static class MachimichiApp
{
    public static async Task<WebApplication> Build(PlatformOptions options, WebOptions web, Action<WebApplicationBuilder>? change = null, CancellationToken ct = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(MachimichiApp).Assembly.GetName().Name });
        builder.WebHost.UseUrls(web.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => { kestrel.AddServerHeader = false; kestrel.Limits.MaxRequestBodySize = FormGuard.MaxBytes; });
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services.AddMachimichi(options).AddSingleton(web);
        AddWeb(builder, options);
        change?.Invoke(builder);

        var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<SchemaMigrator>().Migrate(ct);
        await app.Services.GetRequiredService<RebuildSearch>().Missing(ct);
        MapRequests(app);
        return app;
    }

    private static void AddWeb(WebApplicationBuilder builder, PlatformOptions options)
    {
        var services = builder.Services;
        services.AddRazorComponents();
        services.AddHttpContextAccessor().AddScoped<PageContext>().AddSingleton<PageAssets>().AddSingleton<InstalledApp>().AddSingleton<ElementTexts>().AddScoped<Console.ConsoleCounts>();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(forgery => { forgery.Cookie.Name = "mm-form"; forgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; });
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, SignInCookie.Configure)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, SignInCookie.ConfigureChallenge).AddOutside(options);
        // Japanese as Japanese, not as numbered entities three times as long; what HTML needs escaped still is.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<SendingRates>();
        // Believed from this machine only, where the proxy is.
        services.Configure<ForwardedHeadersOptions>(proxy => proxy.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.AddProblemDetails().AddOpenApi("v1", ApiDocument.Describe);
        services.AddHealthChecks().AddCheck<ReadyCheck>("database");
        services.Configure<FormOptions>(form => { form.MultipartBodyLengthLimit = FormGuard.MaxBytes; form.ValueLengthLimit = 256 * 1024; });
        var telemetry = services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource("Machimichi.*"))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter("Machimichi.*"));
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
            telemetry.WithTracing(t => t.AddOtlpExporter()).WithMetrics(m => m.AddOtlpExporter());
    }

    private static void MapRequests(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = RefusalAnswers.Broken });
        app.UseWhen(RefusalAnswers.WantsJson, api => api.UseStatusCodePages());
        app.UseWhen(http => !RefusalAnswers.WantsJson(http), pages => pages.UseStatusCodePagesWithReExecute("/not-found/{0}"));
        app.Use(AskForTheErrorPage);
        app.UseMiddleware<RefusalAnswers>();
        app.UseMiddleware<CompressedAssets>();
        app.UseStaticFiles(PageAssets.StaticFiles);
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<RequestFrame>();
        app.UseMiddleware<PublicPages>();
        app.UseMiddleware<FuriganaPages>();
        app.Use(FormGuard.RefuseTooLarge);
        app.Use(AnswerUnmatched);
        app.UseAuthorization();
        app.UseAntiforgery();
        app.Use(FormGuard.ShowAgainWhenExpired);
        app.UseMiddleware<SendingGuard>();

        app.MapHealthChecks("/health/ready").AllowAnonymous();
        app.MapGet("/health/live", () => "ok").AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        app.MapShell();
        app.MapWorks();
        app.MapVoice();
        app.MapRoads();
        app.MapInsight();
        app.MapResident();
        app.MapMyData();
        app.MapRazorComponents<App>();
    }

    // What no route answers (404, 405, 415) needs no permission to be told so; the fallback policy would send it to the sign-in page.
    private static Task AnswerUnmatched(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is RouteEndpoint) return next(http);
        if (http.GetEndpoint()?.RequestDelegate is { } answer) return answer(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // The page that says what went wrong is read, whatever the request wanted to do.
    private static Task AskForTheErrorPage(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null) http.Request.Method = HttpMethods.Get;
        return next(http);
    }
}
