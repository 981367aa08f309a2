using System.Diagnostics;
using System.Globalization;

namespace Machimichi.Platform.Photos;

/// <summary>
/// libvips' own programs (vipsheader, vips), one short process a picture: a file made to crash a decoder takes
/// nothing else with it, and a picture that grows in memory meets a limit.
/// </summary>
public sealed class PhotoTool : IDisposable
{
    public const long MaxPixels = 100_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Each decoder may take 3 GB of address space; many at once would take the machine.
    private readonly SemaphoreSlim places = new(2);

    /// <summary>Width and height, in pixels, of a picture that can be opened, to its end and safely; anything else is refused.</summary>
    public async Task<(int Width, int Height)> Inspect(byte[] file, CancellationToken ct)
    {
        var ending = EndingOf(file) ?? throw new Refusal("photo.not-a-photo", "photo");
        using var input = new TemporaryFile(ending);
        await File.WriteAllBytesAsync(input.Path, file, ct);
        var header = (await Run("vipsheader", ["-a", input.Path], ct)).Split('\n');
        if (NumberIn(header, "width: ") is not { } w || NumberIn(header, "height: ") is not { } h || w < 1 || h < 1)
            throw new Refusal("photo.unreadable", "photo");
        if ((long)w * h > MaxPixels) throw new Refusal("photo.too-many-pixels", "photo", values: [("width", w), ("height", h)]);
        // A header may promise what the file does not hold; whoever sends it hears that now, not never.
        await Shrink(file, 32, ct);
        return (w, h);
    }

    /// <summary>A JPEG no longer than that on its longer side, upright and without metadata.</summary>
    public async Task<byte[]> Shrink(byte[] file, int longerSide, CancellationToken ct)
    {
        var ending = EndingOf(file) ?? throw new Refusal("photo.not-a-photo", "photo");
        using var input = new TemporaryFile(ending);
        using var output = new TemporaryFile(".jpg");
        await File.WriteAllBytesAsync(input.Path, file, ct);
        var side = longerSide.ToString(CultureInfo.InvariantCulture);
        await Run("vips", ["thumbnail", input.Path, $"{output.Path}[Q=82,strip,optimize_coding,background=255]", side, "--height", side, "--size", "down", "--export-profile", "srgb", "--fail-on", "truncated"], ct);
        if (!File.Exists(output.Path) || new FileInfo(output.Path).Length == 0) throw new Refusal("photo.unreadable", "photo");
        return await File.ReadAllBytesAsync(output.Path, ct);
    }

    // By its first bytes: what a name or a browser says of a file is only a claim.
    private static string? EndingOf(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16) return null;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ".jpg";
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) return ".png";
        if (file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8)) return ".webp";
        if (file[4..].StartsWith("ftyp"u8))
            foreach (var brand in (ReadOnlySpan<string>)["heic", "heix", "hevc", "mif1", "msf1", "heim", "heis"])
                if (file.Slice(8, 4).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(brand))) return ".heic";
        return null;
    }

    private static int? NumberIn(string[] header, string name) =>
        header.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line && int.TryParse(line.AsSpan(name.Length), CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<string> Run(string program, string[] arguments, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try { return await RunAlone(program, arguments, ct); }
        finally { places.Release(); }
    }

    private static async Task<string> RunAlone(string program, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("prlimit", ["--as=3000000000", "--cpu=30", "--fsize=200000000", program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["VIPS_BLOCK_UNTRUSTED"] = "1";
        start.Environment["VIPS_CONCURRENCY"] = "1";
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == 127) throw new InvalidOperationException($"{program} is missing: install Debian's libvips-tools. {await error}");
            if (process.ExitCode != 0) throw new Refusal("photo.unreadable", "photo");
            return (await output).Trim();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new Refusal("photo.unreadable", "photo");
        }
    }

    public void Dispose() => places.Dispose();

    private sealed class TemporaryFile(string ending) : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"machimichi-{Guid.CreateVersion7():N}{ending}");

        public void Dispose() => File.Delete(Path);
    }
}
