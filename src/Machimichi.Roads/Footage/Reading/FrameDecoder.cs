using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Machimichi.Vision;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>
/// One ffmpeg: pictures as raw bytes through its output, their times and sizes through its log. The pipe's few kilobytes and
/// the one picture being read are all that waits: ffmpeg goes on only as fast as we take.
/// </summary>
internal sealed partial class FrameDecoder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly TimeSpan start;
    private readonly Channel<Header> headers = Channel.CreateUnbounded<Header>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
    );
    private readonly Task log;
    private string complaint = "";
    private bool stopped;

    // A program that a signal ended has this and the signal's number as its code.
    private const int Signalled = 128;

    private readonly record struct Header(TimeSpan At, int Width, int Height);

    private FrameDecoder(Process process, TimeSpan start)
    {
        (this.process, this.start) = (process, start);
        log = ReadLog();
    }

    /// <summary>Whether ffmpeg ended otherwise than by coming to the end.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether somebody else ended it: the same film may be decoded well another time.</summary>
    public bool Killed { get; private set; }

    public string Complaint =>
        complaint
            .Split('\n')
            .LastOrDefault(line => line.Contains("rror", StringComparison.Ordinal) || line.Contains("nvalid", StringComparison.Ordinal))
            ?.Trim()
        ?? (process.HasExited ? $"ended with code {process.ExitCode}" : "ended");

    public static FrameDecoder Start(string tool, string path, FrameStretch stretch, FramePlan plan, int maxWidth)
    {
        var margin = plan.Tolerance + TimeSpan.FromSeconds(0.5);
        var from = stretch.Wanted[0] - plan.Lead - TimeSpan.FromMilliseconds(50);
        from = from < TimeSpan.Zero ? TimeSpan.Zero : from;
        var length = stretch.Wanted[^1] - from + margin;
        List<string> arguments = ["-nostdin", "-hide_banner", "-loglevel", "info", "-nostats", "-fflags", "+discardcorrupt"];
        // "noref": pictures on which no other rests are left out; what remains is never further off than two of them.
        arguments.AddRange(plan.Choice == FrameChoice.Keyframes ? ["-skip_frame", "nokey", "-noaccurate_seek"] : ["-skip_frame", "noref"]);
        if (from > TimeSpan.Zero)
            arguments.AddRange(["-ss", Seconds(from)]);
        arguments.AddRange(["-t", Seconds(length), "-i", FootageProbe.Url(path), "-map", "0:v:0", "-an", "-sn", "-dn"]);
        arguments.AddRange([
            "-vf",
            Filter(stretch.Wanted.Select(at => at - from - plan.Lead), maxWidth),
            "-fps_mode",
            "passthrough",
            "-pix_fmt",
            "bgr24",
            "-f",
            "rawvideo",
            "pipe:1",
        ]);
        try
        {
            return new FrameDecoder(Process.Start(ExternalTool.Command(tool, arguments))!, from);
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException)
        {
            throw new FootageException(
                $"“{Path.GetFileName(path)}” cannot be decoded.",
                $"ffmpeg does not start: {fault.Message}",
                "See that ffmpeg is installed and may be run.",
                fault
            )
            {
                Key = "footage.tool-missing",
                Detail = "ffmpeg",
            };
        }
    }

    /// <summary>The next picture; null at the end, whether ffmpeg came to it (<see cref="Failed"/> is false) or was stopped.</summary>
    public async Task<VideoFrame?> Next(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            if (!await headers.Reader.WaitToReadAsync(patience.Token) || !headers.Reader.TryRead(out var header))
                return await Ended(whole: true);
            if (await Pixels(header, patience.Token) is { } picture)
                return new VideoFrame(header.At, picture);
            return await Ended(whole: false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            complaint = ExternalTool.Tail(complaint, $"no picture came for {Patience.TotalSeconds:0} seconds");
            stopped = true;
            ExternalTool.End(process);
            return await Ended(whole: false);
        }
    }

    /// <summary>Ends ffmpeg and gives back a picture that nobody took any more.</summary>
    public async Task Stop(Task<VideoFrame?> next)
    {
        ExternalTool.End(process);
        try
        {
            (await next)?.Picture.Dispose();
        }
        catch (OperationCanceledException)
        {
            // The receiver was told already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        ExternalTool.End(process);
        await log;
        process.Dispose();
    }

    // One picture for each instant: the first whose time has reached it. Counting the instants passed needs no list of pictures.
    private static string Filter(IEnumerable<TimeSpan> instants, int maxWidth)
    {
        var passed = Sum([.. instants.Select(at => $"gte(t,{Seconds(at)})")]);
        return $"select='st(1,{passed});st(2,gt(ld(1),ld(0)));st(0,ld(1));ld(2)',scale='min({maxWidth},iw)':-2:flags=fast_bilinear,format=bgr24,showinfo=checksum=0";
    }

    // ffmpeg refuses expressions nested deeper than 100: a sum of halves of halves stays flat.
    private static string Sum(ReadOnlySpan<string> terms) =>
        terms.Length == 1 ? terms[0] : $"({Sum(terms[..(terms.Length / 2)])}+{Sum(terms[(terms.Length / 2)..])})";

    private async Task<Picture?> Pixels(Header header, CancellationToken ct)
    {
        var picture = Picture.Blank(header.Width, header.Height);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(header.Width * header.Height * 3);
        try
        {
            var whole = buffer.AsMemory(0, header.Width * header.Height * 3);
            var got = await process.StandardOutput.BaseStream.ReadAtLeastAsync(whole, whole.Length, throwOnEndOfStream: false, ct);
            if (got == whole.Length)
            {
                whole.Span.CopyTo(picture.MutablePixels);
                return picture;
            }
            picture.Dispose();
            return null;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<VideoFrame?> Ended(bool whole)
    {
        await log;
        await process.WaitForExitAsync();
        Failed = !whole || process.ExitCode != 0;
        Killed = Failed && !stopped && process.ExitCode > Signalled;
        return null;
    }

    private async Task ReadLog()
    {
        try
        {
            while (await process.StandardError.ReadLineAsync() is { } line)
                if (Shown().Match(line) is { Success: true } match)
                    headers.Writer.TryWrite(
                        new Header(
                            start + TimeSpan.FromSeconds(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)),
                            int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
                            int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture)
                        )
                    );
                else if (!line.Contains("showinfo", StringComparison.Ordinal))
                    complaint = ExternalTool.Tail(complaint, line);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            complaint = ExternalTool.Tail(complaint, fault.Message);
        }
        finally
        {
            headers.Writer.TryComplete();
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    [GeneratedRegex(@" pts_time:\s*(-?[0-9.]+) .* s:(\d+)x(\d+) ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shown();
}
