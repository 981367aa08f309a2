using System.Text.Json;
using Machimichi.Platform.Data;
using Machimichi.Platform.Files;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Language;
using Machimichi.Platform.Notifications;
using Machimichi.Platform.People;
using Machimichi.Platform.Photos;
using Machimichi.Platform.Search;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace Machimichi.Platform;

public static class PlatformModule
{
    public static IServiceCollection AddPlatform(this IServiceCollection services, PlatformOptions options, SchemaSource schema)
    {
        services.AddSingleton(options);
        services.AddSingleton(schema);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<JobSignal>().AddSingleton<WorkerLock>();
        services.AddSingleton<TownDirectory>().AddScoped<TownScope>().AddScoped<Actor>();
        services.AddSingleton<Texts>().AddScoped<Speech>();
        services.AddTexts(typeof(PlatformModule).Assembly);
        services.AddSingleton<WriteQueue>();
        services.AddDbContext<MachimichiDb>((provider, db) =>
        {
            if (options.IsPostgres) db.UseNpgsql(options.ConnectionString);
            else db.UseSqlite(options.ConnectionString).AddInterceptors(provider.GetRequiredService<WriteQueue>().Interceptors);
        });
        services.AddScoped<SchemaMigrator>();
        services.AddScoped<SearchTown>().AddSingleton<RebuildSearch>();
        services.AddSingleton<IFileStore>(new FolderFileStore(options.Files.Length > 0 ? options.Files : Path.Combine(options.DataFolder, "files")));
        services.AddSingleton<PhotoTool>().AddScoped<PhotoDesk>().AddScoped<JobDesk>();
        services.AddBackgroundJob<CleanPhoto, CleanPhoto.Payload>(CleanPhoto.Kind, "photos");
        services.AddBackgroundJob<DeliverMessage, DeliverMessage.Payload>(DeliverMessage.Kind, "mail");
        services.AddBackgroundJob<DeleteFiles, DeleteFiles.Payload>(DeleteFiles.Kind, "files");
        services.AddBackgroundJob<MakeExport, MakeExport.Payload>(MakeExport.Kind, "files");
        services.AddScoped<CollectPerson>().AddScoped<ExportPerson>().AddScoped<ForgetPerson>().AddScoped<PersonalZip>().AddScoped<PersonalPage>().AddScoped<IPersonalData, PlatformPersonalData>();
        AddIdentity(services, options);
        AddScheduler(services, options);
        return services;
    }

    /// <summary>Declares a kind of job. Jobs of one group share a limit, so that footage never starves mail.</summary>
    public static IServiceCollection AddBackgroundJob<TJob, TPayload>(this IServiceCollection services, string kind, string group)
        where TJob : class, IBackgroundJob<TPayload>
    {
        services.AddScoped<TJob>();
        return services.AddSingleton(new JobKind(kind, group, (provider, payload, progress, ct) =>
            provider.GetRequiredService<TJob>().Run(JsonSerializer.Deserialize<TPayload>(payload)!, progress, ct)));
    }

    public static IServiceCollection AddTexts(this IServiceCollection services, System.Reflection.Assembly assembly) =>
        services.AddSingleton(new TextSource(assembly));

    private static void AddIdentity(IServiceCollection services, PlatformOptions options)
    {
        services.AddDataProtection().SetApplicationName("machimichi").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataFolder, "keys")));
        services.AddIdentityCore<Account>(identity =>
            {
                // Somebody who signs in elsewhere has no address here; that no two have one address, SignInLinks sees to.
                identity.User.RequireUniqueEmail = false;
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddEntityFrameworkStores<MachimichiDb>().AddSignInManager().AddDefaultTokenProviders();
        services.AddScoped<SignInLinks>().AddScoped<SessionDesk>().AddScoped<Passkeys>().AddSingleton<UsedAnswers>().AddSingleton<OutsideSubject>();
        services.TryAddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // From the settings, never from what a request says that its host is.
            var here = new Uri(options.PublicAddress);
            passkeys.ServerDomain = here.Host;
            passkeys.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin) && origin.GetLeftPart(UriPartial.Authority) == here.GetLeftPart(UriPartial.Authority));
            (passkeys.UserVerificationRequirement, passkeys.ResidentKeyRequirement) = ("required", "required");
            passkeys.AuthenticatorTimeout = UsedAnswers.ChallengeLives;
        });
        services.AddScoped<IAuthorizationHandler, InTownHandler>();
        // A route that forgot to decide is closed, not open.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(InTown.Staff, p => p.AddRequirements(new InTown(Role.Staff, Role.Admin)))
            .AddPolicy(InTown.Admin, p => p.AddRequirements(new InTown(Role.Admin)))
            .AddPolicy(InTown.Crew, p => p.AddRequirements(new InTown(Role.Crew, Role.Staff, Role.Admin)));
    }

    private static void AddScheduler(IServiceCollection services, PlatformOptions options)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(s => s.IdleWaitTime = TimeSpan.FromSeconds(2));
            quartz.UseDefaultThreadPool(6);
            quartz.UseDefaultRetryPolicy(RetryPolicy.Exponential(RunTicket.MaxAttempts, TimeSpan.FromSeconds(5), 4, TimeSpan.FromHours(2)));
            quartz.UseExecutionLimits(limits => limits.ForGroup("footage", 1, ExecutionLimitScope.Node).ForGroup("photos", 2, ExecutionLimitScope.Node));
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                if (options.IsPostgres)
                {
                    store.UsePostgres(options.ConnectionString);
                    store.UseClustering(_ => { });
                }
                else store.UseSqlite(options.ConnectionString);
            });
        });
        // Started by the dispatcher, once this process is the one that works.
        services.AddQuartzHostedService(host => { host.AutoStart = false; host.WaitForJobsToComplete = false; });
        services.AddHostedService<JobDispatcher>();
    }
}
