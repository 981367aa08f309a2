using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Notifications;
using Machimichi.Platform.Towns;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Machimichi.Tests;

/// <summary>The whole program on a free port, over a real SQLite file in a folder of its own, with one or two towns.</summary>
public sealed class TownHost : IAsyncLifetime
{
    public const string Slug = "minamichita";
    private readonly string folder = Directory.CreateTempSubdirectory("machimichi-test-").FullName;
    private WebApplication app = default!;

    public string Data => folder;
    public Uri Address { get; private set; } = default!;
    public IServiceProvider Services => app.Services;

    /// <summary>Should this host run jobs? Set before it starts.</summary>
    public bool Works { get; init; } = true;

    /// <summary>Connection string; empty for SQLite in the host's folder.</summary>
    public string Database { get; init; } = "";

    /// <summary>A mail server on this machine; 0 for none.</summary>
    public int SmtpPort { get; init; }

    /// <summary>The clock of the whole program; null for the real one.</summary>
    public TimeProvider? Clock { get; init; }

    public IReadOnlyList<SignInProvider> SignInProviders { get; init; } = [];

    /// <summary>Who reads the logs; nobody, and errors only, if not set.</summary>
    public Action<ILoggingBuilder>? Logs { get; init; }

    public async ValueTask InitializeAsync()
    {
        var options = new PlatformOptions { DataFolder = folder, Database = Database, Works = Works, PublicAddress = "http://town.test", SignInProviders = SignInProviders, SmtpHost = SmtpPort > 0 ? "127.0.0.1" : "", SmtpPort = SmtpPort };
        app = await MachimichiApp.Build(options, new WebOptions("http://127.0.0.1:0", Demo: false), builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            Logs?.Invoke(builder.Logging);
            if (Clock is not null) builder.Services.AddSingleton(Clock);
        });
        await Services.GetRequiredService<TownDirectory>().Put(Town(), CancellationToken.None);
        await app.StartAsync();
        Address = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        ClosePool(folder);
        try { Directory.Delete(folder, recursive: true); }
        catch (IOException) { /* a last job still holds a file; the system's temporary folder is cleaned anyway */ }
    }

    /// <summary>
    /// Closes the idle connections to the database in a folder, and no others: clearing all pools takes a connection for lost
    /// that another test, side by side, has just been given and not opened yet.
    /// </summary>
    public static void ClosePool(string folder)
    {
        using var own = new Microsoft.Data.Sqlite.SqliteConnection(new PlatformOptions { DataFolder = folder }.ConnectionString);
        Microsoft.Data.Sqlite.SqliteConnection.ClearPool(own);
    }

    public static TownFile Town() => TownFile.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "towns", $"{Slug}.json")));

    /// <summary>A second town, the same but for its name in addresses.</summary>
    public async Task<TownFile> AddTown(string slug)
    {
        var town = Town() with { Slug = slug };
        await Services.GetRequiredService<TownDirectory>().Put(town, CancellationToken.None);
        return town;
    }

    /// <summary>Runs work with the services of one request, for the town.</summary>
    public async Task<T> In<T>(Func<IServiceProvider, Task<T>> work, string town = Slug)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(await Services.GetRequiredService<TownDirectory>().Get(town, CancellationToken.None));
        return await work(scope.ServiceProvider);
    }

    public Task In(Func<IServiceProvider, Task> work, string town = Slug) => In(async services => { await work(services); return true; }, town);

    /// <summary>A browser of its own: cookies, no redirects followed, forms with their antiforgery field.</summary>
    public TownClient Browser() => new(Address);

    public async Task<TownClient> SignedIn(Role role, string email = "clerk@example.jp", string town = Slug)
    {
        var link = await In(async services =>
        {
            var links = services.GetRequiredService<SignInLinks>();
            var account = await links.AccountOf(email, CancellationToken.None);
            await links.Grant(account, role, "test", CancellationToken.None);
            return await links.LinkFor(account, $"/{town}/console");
        }, town);
        var browser = Browser();
        var path = new Uri(link).PathAndQuery;
        var answer = await browser.PostForm(path, new Uri(link).AbsolutePath + "/redemption", []);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Waits until no job waits or runs, at most a minute; says which job failed.</summary>
    public async Task JobsDone(string town = Slug)
    {
        for (var i = 0; i < 600; i++)
        {
            var open = await In(async s => await s.GetRequiredService<MachimichiDb>().JobTickets.AsNoTracking().Where(t => t.State != JobState.Done).ToListAsync(), town);
            if (open.FirstOrDefault(t => t.State == JobState.Failed || t.Attempts > 1) is { } failed) Assert.Fail($"{failed.Kind}: {failed.Error}");
            if (open.Count == 0) return;
            await Task.Delay(100);
        }
        Assert.Fail("Jobs were still running after a minute.");
    }

    public Task<List<JobTicket>> Tickets(string town = Slug) => In(s => s.GetRequiredService<MachimichiDb>().JobTickets.AsNoTracking().ToListAsync(), town);

    public Task<List<OutgoingMessage>> Mails(string town = Slug) =>
        In(s => s.GetRequiredService<MachimichiDb>().OutgoingMessages.AsNoTracking().OrderBy(m => m.CreatedAt).ToListAsync(), town);
}

/// <summary>A browser without script: cookies, hidden fields, posts.</summary>
public sealed partial class TownClient(Uri address) : IDisposable
{
    private readonly CookieContainer cookies = new();
    private HttpClient? client;

    private HttpClient http => client ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
    {
        BaseAddress = address, DefaultRequestHeaders = { { "Accept", "text/html" }, { "Accept-Language", "ja" } },
    };

    public HttpClient Http => http;

    /// <summary>For a request that is written by hand.</summary>
    public string Cookies => cookies.GetCookieHeader(address);

    public async Task<string> Page(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path} answered {(int)answer.StatusCode}: {body[..Math.Min(600, body.Length)]}");
        return WebUtility.HtmlDecode(body);
    }

    /// <summary>Opens the page with the form, takes its hidden fields, and sends the form to <paramref name="action"/>.</summary>
    public async Task<HttpResponseMessage> PostForm(string page, string action, Dictionary<string, string> fields, params (string Name, string File, byte[] Bytes)[] files)
    {
        using var content = await FormOf(page, action, fields, files);
        return await http.PostAsync(action, content);
    }

    public async Task<MultipartFormDataContent> FormOf(string page, string action, Dictionary<string, string> fields, params (string Name, string File, byte[] Bytes)[] files)
    {
        var html = await (await http.GetAsync(page)).Content.ReadAsStringAsync();
        var content = new MultipartFormDataContent();
        var all = new Dictionary<string, string>(HiddenFields(html, action));
        foreach (var (name, value) in fields) all[name] = value;
        foreach (var (name, value) in all) content.Add(new StringContent(value), name);
        foreach (var (name, file, bytes) in files) content.Add(new ByteArrayContent(bytes), name, file);
        return content;
    }

    private static Dictionary<string, string> HiddenFields(string html, string action)
    {
        var forms = FormTag().Matches(html).Select(m => m.Value).Where(f => f.Contains("method=\"post\"", StringComparison.OrdinalIgnoreCase)).ToList();
        var form = forms.FirstOrDefault(f => f.Contains($"action=\"{WebUtility.HtmlEncode(action)}\"", StringComparison.Ordinal))
            ?? forms.FirstOrDefault(f => !f.Contains("sign-out", StringComparison.Ordinal)) ?? forms.FirstOrDefault() ?? throw new InvalidOperationException("The page has no form.");
        return HiddenTag().Matches(form).Select(m => m.Value).Select(tag => (Name: Attribute(tag, "name"), Value: Attribute(tag, "value")))
            .Where(f => f.Name.Length > 0).GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.Last().Value);
    }

    private static string Attribute(string tag, string name) => WebUtility.HtmlDecode(Regex.Match(tag, $" {name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormTag();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenTag();

    public void Dispose() => http.Dispose();
}
