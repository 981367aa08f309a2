using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Machimichi.Roads;
using Machimichi.Roads.Drives;
using Machimichi.Tests.Roads.Import;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Roads.Footage;

/// <summary>Footage in pieces over a line that breaks, and footage that is laid into a folder.</summary>
public sealed class ResumedUploadTests : IAsyncLifetime
{
    private const string Uploads = $"/{TownHost.Slug}/console/uploads";
    private static readonly DateTime Monday = new(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc);
    private readonly string watched = Directory.CreateTempSubdirectory("machimichi-watched-").FullName;
    private readonly FilmedTown town;
    private TownClient clerk = default!;

    public ResumedUploadTests() => town = new FilmedTown { Options = new RoadsOptions { WatchedFolder = watched, WatchEvery = TimeSpan.FromMilliseconds(100), StillFor = TimeSpan.FromMilliseconds(600) } };

    public async ValueTask InitializeAsync()
    {
        await town.InitializeAsync();
        clerk = await town.Clerk();
    }

    public async ValueTask DisposeAsync()
    {
        clerk.Dispose();
        await town.DisposeAsync();
        Directory.Delete(watched, recursive: true);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string address, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await clerk.Http.SendAsync(request);
    }

    private async Task<string> Create(Guid batch, string path, long length)
    {
        string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var answer = await Send(HttpMethod.Post, Uploads, null, ("Upload-Length", $"{length}"), ("Upload-Metadata", $"filename {Base64(path)},batch {Base64(batch.ToString())}"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : "";

    private Task<HttpResponseMessage> Import(Guid batch) => clerk.PostForm($"/{TownHost.Slug}/console/roads", $"{Uploads}/import", new() { ["batch"] = batch.ToString(), ["vehicle"] = "公用車 3号" });

    [Fact]
    public async Task A_card_that_comes_in_pieces_with_a_break_is_imported_as_one()
    {
        var batch = Guid.NewGuid();
        var drive = town.Film("monday", Monday, squares: (60, 1.2));
        var first = true;
        foreach (var path in Directory.EnumerateFiles(drive).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            var address = await Create(batch, $"DCIM/monday/{Path.GetFileName(path)}", bytes.Length);
            var half = first ? bytes.Length / 2 : 0;
            if (first)
            {
                Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Patch, address, bytes[..half], ("Upload-Offset", "0"))).StatusCode);
                // Whoever comes back asks how far it is; what does not go on from there is not taken.
                var told = await Send(HttpMethod.Head, address);
                Assert.Equal((HttpStatusCode.OK, $"{half}", $"{bytes.Length}"), (told.StatusCode, Header(told, "Upload-Offset"), Header(told, "Upload-Length")));
                Assert.Equal(HttpStatusCode.Conflict, (await Send(HttpMethod.Patch, address, bytes[..10], ("Upload-Offset", "0"))).StatusCode);
                Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(HttpMethod.Patch, address, [.. bytes, 1], ("Upload-Offset", $"{half}"))).StatusCode);
                Assert.Equal(HttpStatusCode.Conflict, (await Import(batch)).StatusCode);
                first = false;
            }
            var rest = await Send(HttpMethod.Patch, address, bytes[half..], ("Upload-Offset", $"{half}"));
            Assert.Equal($"{bytes.Length}", Header(rest, "Upload-Offset"));
        }
        var answer = await Import(batch);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("monday", await clerk.Page(answer.Headers.Location!.ToString()), StringComparison.Ordinal);
        await Read(1);
        // It is here now, and what came is thrown away.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Import(batch)).StatusCode);
    }

    [Fact]
    public async Task What_was_cut_off_by_the_line_is_kept_up_to_there()
    {
        var address = await Create(Guid.NewGuid(), "film.mp4", 10_000_000);
        using var line = new System.Net.Sockets.TcpClient();
        await line.ConnectAsync(town.Address.Host, town.Address.Port, TestContext.Current.CancellationToken);
        var cookie = clerk.Cookies;
        await using (var stream = line.GetStream())
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"PATCH {address} HTTP/1.1\r\nHost: {town.Address.Authority}\r\nCookie: {cookie}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 10000000\r\n\r\n"), TestContext.Current.CancellationToken);
            await stream.WriteAsync(new byte[600_000], TestContext.Current.CancellationToken);
            await stream.FlushAsync(TestContext.Current.CancellationToken);
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
        line.Close();
        for (var i = 0; i < 50; i++)
        {
            if (Header(await Send(HttpMethod.Head, address), "Upload-Offset") == "600000") return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Equal("600000", Header(await Send(HttpMethod.Head, address), "Upload-Offset"));
    }

    [Fact]
    public async Task It_speaks_tus_and_only_to_staff()
    {
        var described = await clerk.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, Uploads), TestContext.Current.CancellationToken);
        Assert.Equal(("1.0.0", "creation,termination"), (Header(described, "Tus-Version"), Header(described, "Tus-Extension")));
        using var old = new HttpRequestMessage(HttpMethod.Post, Uploads) { Headers = { { "Upload-Length", "5" } } };
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await clerk.Http.SendAsync(old, TestContext.Current.CancellationToken)).StatusCode);
        var address = await Create(Guid.NewGuid(), "../../../../etc/passwd", 5);
        using var anyone = new TownClient(town.Address);
        using var asked = new HttpRequestMessage(HttpMethod.Head, address) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        Assert.NotEqual(HttpStatusCode.OK, (await anyone.Http.SendAsync(asked, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Head, address)).StatusCode);
    }

    [Fact]
    public async Task What_is_laid_into_a_vehicles_folder_is_imported_once_it_stopped_growing_and_once()
    {
        var drive = town.Film("monday", Monday, squares: (60, 1.2));
        var folder = Directory.CreateDirectory(Path.Combine(watched, TownHost.Slug, "公用車 5号", "monday")).FullName;
        // Slowly, as over a network: the folder is not taken before its last file is there.
        foreach (var file in Directory.EnumerateFiles(drive).Order(StringComparer.Ordinal))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            await Task.Delay(40, TestContext.Current.CancellationToken);
        }
        await Read(1);
        var view = await town.In(s => s.GetRequiredService<ShowDrive>().Handle(1, 1, false, CancellationToken.None));
        Assert.Equal(("公用車 5号", FilmedTown.Frames), (view.Vehicle, view.Files.Single().Frames));
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.Single(await town.In(s => s.GetRequiredService<Machimichi.Roads.Footage.ShowImport>().Latest(10, CancellationToken.None)));
    }

    private async Task Read(int drives)
    {
        for (var i = 0; i < 600; i++)
        {
            var list = await town.In(s => s.GetRequiredService<ListDrives>().Handle(1, CancellationToken.None));
            if (list.Total == drives && list.Rows.All(r => !r.IsRunning && r.Frames > 0)) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail("It was not read within a minute.");
    }
}
