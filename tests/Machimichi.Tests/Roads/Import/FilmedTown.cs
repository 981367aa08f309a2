using System.Globalization;
using System.Net;
using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Language;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Roads;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Survey;
using Machimichi.Tests.Roads.Tracks;
using Machimichi.Vision;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Detection = Machimichi.Vision.Detection;

namespace Machimichi.Tests.Roads.Import;

/// <summary>The whole program with a detector that sees black squares, and a camera that films a grey road with black squares on it.</summary>
public sealed class FilmedTown : IAsyncLifetime
{
    public const double StepMeters = 5;
    public const int Width = 640, Height = 360, Frames = 21;
    public static readonly Place Start = new(34.7018, 136.9722);

    private readonly string folder = Directory.CreateTempSubdirectory("machimichi-filmed-").FullName;

    /// <summary>Where what is kept goes; empty for the data folder.</summary>
    public string Files { get; init; } = "";

    /// <summary>What the installation chose; null for the usual.</summary>
    public RoadsOptions? Options { get; init; }

    /// <summary>What lies on the card.</summary>
    public string Card => Path.Combine(folder, "card");
    private WebApplication app = default!;

    public Uri Address { get; private set; } = default!;

    /// <summary>How many more pictures are looked at before the detector breaks down, once; below 0 for never.</summary>
    public int BreaksAfter { get; set; } = -1;

    /// <summary>How slow the detector is.</summary>
    public TimeSpan WaitsBeforeLooking { get; set; }

    public async ValueTask InitializeAsync()
    {
        var model = ModelDescription.Unmeasured("squares", "D00", "D10", "D20", "D40");
        app = await MachimichiApp.Build(
            new PlatformOptions { DataFolder = folder, Files = Files }, new WebOptions("http://127.0.0.1:0", Demo: false), builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Error);
                if (Options is not null) builder.Services.AddSingleton(Options);
                builder.Services.AddSingleton<IDetector>(new ScriptedDetector(model, Look));
            });
        await app.Services.GetRequiredService<TownDirectory>().Put(TownHost.Town(), CancellationToken.None);
        await app.StartAsync();
        Address = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        TownHost.ClosePool(folder);
        Directory.Delete(folder, recursive: true);
    }

    public async Task<T> In<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(await app.Services.GetRequiredService<TownDirectory>().Get(TownHost.Slug, CancellationToken.None));
        scope.ServiceProvider.GetRequiredService<Actor>().BeCommand();
        return await work(scope.ServiceProvider);
    }

    public Task<ImportFootage.Receipt> Import(params string[] paths) => Import(Texts.English, paths);

    public Task<ImportFootage.Receipt> Import(string language, string[] paths, IProgress<ImportFootage.Progress>? progress = null) =>
        In(s => s.GetRequiredService<ImportFootage>().Handle(new ImportFootage.Request(paths, "公用車 3号", Wait: true, language), progress, CancellationToken.None));

    public async Task<TownClient> Clerk()
    {
        var link = await In(async services =>
        {
            var links = services.GetRequiredService<SignInLinks>();
            var account = await links.AccountOf("clerk@example.jp", CancellationToken.None);
            await links.Grant(account, Role.Staff, "test", CancellationToken.None);
            return new Uri(await links.LinkFor(account, "/"));
        });
        var browser = new TownClient(Address);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostForm(link.PathAndQuery, link.AbsolutePath + "/redemption", [])).StatusCode);
        return browser;
    }

    /// <summary>A folder of stills of a drive northwards, with squares at places along the road, and its track.</summary>
    public string Film(string name, DateTime startUtc, bool withTrack = true, double eastMeters = 0, double light = 1, params (double Ahead, double Right)[] squares)
    {
        var drive = Directory.CreateDirectory(Path.Combine(folder, "card", name)).FullName;
        var camera = new CameraFile().For(Width, Height);
        for (var i = 0; i < Frames; i++)
            File.WriteAllBytes(Path.Combine(drive, $"frame-{i}.jpg"), Draw(camera, (int)(startUtc.Ticks / TimeSpan.TicksPerSecond % 1_000_000) * 100 + i, i * StepMeters, squares, light));
        if (withTrack) WriteTrack(drive, startUtc, eastMeters);
        return drive;
    }

    /// <summary>The same drive as one film in a folder of its own, with its track beside it.</summary>
    /// <param name="name">Of the folder and, with ".mp4", of the film.</param>
    /// <param name="more">What ffmpeg is told besides.</param>
    public string Movie(string name, DateTime startUtc, (double Ahead, double Right)[] squares, params string[] more)
    {
        var stills = Film(name + "-stills", startUtc, withTrack: false, squares: squares);
        var drive = Directory.CreateDirectory(Path.Combine(folder, "card", name)).FullName;
        Samples.Run(Samples.Tool("ffmpeg")!, ["-v", "error", "-y", "-framerate", "1", "-start_number", "0", "-i", Path.Combine(stills, "frame-%d.jpg"), "-c:v", "libx264", "-preset", "ultrafast", "-qp", "12", "-g", "1", "-pix_fmt", "yuv420p", .. more, Path.Combine(drive, name + ".mp4")]);
        Directory.Delete(stills, recursive: true);
        WriteTrack(drive, startUtc);
        return drive;
    }

    public static void WriteTrack(string drive, DateTime startUtc, double eastMeters = 0, Place? from = null, double step = StepMeters)
    {
        var gpx = new StringBuilder("<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>");
        for (var i = 0; i < Frames; i++)
        {
            var here = (from ?? Start).Move(i * step, eastMeters);
            gpx.Append(CultureInfo.InvariantCulture, $"<trkpt lat=\"{here.Latitude:0.########}\" lon=\"{here.Longitude:0.########}\"><time>{startUtc.AddSeconds(i):yyyy-MM-dd'T'HH:mm:ss'Z'}</time></trkpt>");
        }
        File.WriteAllText(Path.Combine(drive, "track.gpx"), gpx.Append("</trkseg></trk></gpx>").ToString());
    }

    private static byte[] Draw(CameraPose camera, int seed, double along, (double Ahead, double Right)[] squares, double light)
    {
        using var picture = Picture.Blank(Width, Height);
        var pixels = picture.MutablePixels;
        var dice = new Random(seed);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var grey = (byte)((120 + dice.Next(60)) * light);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (grey, grey, grey);
        }
        foreach (var (ahead, right) in squares)
        {
            var there = ahead - along;
            if (there is < 2.5 or > 40) continue;
            var box = Survey.LocateDetectionsTests.Around(there, right, 0.4, camera);
            for (var y = Math.Max(0, (int)box.Top); y < Math.Min(Height, (int)Math.Ceiling(box.Bottom)); y++)
                for (var x = Math.Max(0, (int)box.Left); x < Math.Min(Width, (int)Math.Ceiling(box.Right)); x++)
                    pixels.Slice((y * Width + x) * 3, 3).Clear();
        }
        return picture.EncodeJpeg(95);
    }

    private List<Detection> Look(Picture picture)
    {
        if (BreaksAfter-- == 0) throw new IOException("The detector broke down.");
        if (WaitsBeforeLooking > TimeSpan.Zero) Thread.Sleep(WaitsBeforeLooking);
        return BlackSquare(picture);
    }

    // One square for each run of columns that have black in them.
    private static List<Detection> BlackSquare(Picture picture)
    {
        var found = new List<Detection>();
        var (left, top, bottom) = (-1, int.MaxValue, 0);
        for (var x = 0; x <= picture.Width; x++)
        {
            var black = false;
            for (var y = 0; x < picture.Width && y < picture.Height; y++)
            {
                if (picture.Pixels[(y * picture.Width + x) * 3 + 1] > 40) continue;
                (black, top, bottom) = (true, Math.Min(top, y), Math.Max(bottom, y + 1));
            }
            if (black && left < 0) left = x;
            if (black || left < 0) continue;
            if (x - left > 2 && bottom - top > 2) found.Add(new Detection(new Box(left, top, x, bottom), 3, 0.8f));
            (left, top, bottom) = (-1, int.MaxValue, 0);
        }
        return found;
    }
}
