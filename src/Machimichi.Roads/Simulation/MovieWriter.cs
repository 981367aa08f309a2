using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Machimichi.Roads.Simulation;

/// <summary>An MP4 that ffmpeg makes from raw frames sent through a pipe.</summary>
internal sealed class MovieWriter : IAsyncDisposable
{
    private readonly Process _ffmpeg;
    private readonly Task<string> _errors;
    private readonly string _path;

    private MovieWriter(Process ffmpeg, string path)
    {
        _ffmpeg = ffmpeg;
        _path = path;
        _errors = ffmpeg.StandardError.ReadToEndAsync();
    }

    public static MovieWriter Open(string ffmpeg, string path, SimulationCamera camera, double framesPerSecond, DateTime startUtc)
    {
        var rate = framesPerSecond.ToString("0.###", CultureInfo.InvariantCulture);
        var size = string.Create(CultureInfo.InvariantCulture, $"{camera.Width}x{camera.Height}");
        var start = new ProcessStartInfo(ffmpeg)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardErrorEncoding = Encoding.UTF8,
        };
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pixel_format", "bgr24", "-video_size", size, "-framerate", rate, "-i", "pipe:0",
            "-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p",
            // A key picture each second, as recorders write, so that a reader can seek.
            "-g", Math.Ceiling(framesPerSecond).ToString("0", CultureInfo.InvariantCulture),
            "-metadata", "creation_time=" + startUtc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            "-movflags", "+faststart", path,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new MovieWriter(Start(start), path);
    }

    /// <summary>Refuses early, before minutes are spent on pictures that nobody can put together.</summary>
    public static async Task Require(string ffmpeg, CancellationToken stop)
    {
        var start = new ProcessStartInfo(ffmpeg, ["-hide_banner", "-loglevel", "error", "-version"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Start(start);
        await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
            throw new SimulationException($"\"{ffmpeg}\" is not a working ffmpeg. Install ffmpeg (Debian: apt-get install ffmpeg) or give its path.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        var advice = $"ffmpeg was not found as \"{start.FileName}\". Install it (Debian: apt-get install ffmpeg) or give its path.";
        try
        {
            return Process.Start(start) ?? throw new SimulationException(advice);
        }
        catch (Win32Exception e)
        {
            throw new SimulationException(advice, e);
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
    {
        try
        {
            await _ffmpeg.StandardInput.BaseStream.WriteAsync(frame, stop);
        }
        catch (IOException e)
        {
            throw new SimulationException($"ffmpeg stopped while it made {_path}: {await Said()}", e);
        }
    }

    public async Task CloseAsync(CancellationToken stop)
    {
        try
        {
            _ffmpeg.StandardInput.Close();
        }
        catch (IOException e)
        {
            throw new SimulationException($"ffmpeg stopped while it made {_path}: {await Said()}", e);
        }
        await _ffmpeg.WaitForExitAsync(stop);
        if (_ffmpeg.ExitCode != 0)
            throw new SimulationException($"ffmpeg could not make {_path}: {await Said()}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_ffmpeg.HasExited)
                _ffmpeg.Kill();
            await _ffmpeg.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself in between.
        }
        _ffmpeg.Dispose();
    }

    private async Task<string> Said()
    {
        var said = (await _errors).Trim();
        return said.Length == 0 ? "it gave no reason. Is the disk full?" : said;
    }
}
