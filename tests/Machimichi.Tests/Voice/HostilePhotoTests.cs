using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

/// <summary>Photos that carry too much, or are none. All are made here.</summary>
public sealed class HostilePhotoTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Api = "/minamichita/api/v1";
    private static readonly string[] Markers = ["Exif", "GPS", "http://ns.adobe", "Photoshop", "ICC_PROFILE", "MPF", "<script", "PK\u0003\u0004", "secret-place"];

    [Theory]
    [InlineData("jpeg with a place")]
    [InlineData("jpeg that ends in a page")]
    [InlineData("jpeg that ends in an archive")]
    [InlineData("png with text and a script after its end")]
    [InlineData("webp")]
    [InlineData("heic")]
    public async Task What_is_served_of_a_photo_is_a_fresh_jpeg_in_three_sizes_and_nothing_of_what_was_sent(string kind)
    {
        var sent = await Make(kind);
        using var http = new HttpClient { BaseAddress = host.Address };
        var id = await Accepted(http, sent);
        var report = await http.PostAsJsonAsync($"{Api}/reports", new { category = "light", text = kind, district = "oi", photos = new[] { id } }, Keyed(http));
        Assert.Equal(HttpStatusCode.Created, report.StatusCode);
        await host.JobsDone();
        foreach (var size in new[] { "large", "medium", "small" })
        {
            var answer = await http.GetAsync($"/minamichita/photos/{id}/{size}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.ToString());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) && bytes.AsSpan().EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]), kind);
            Assert.All(Markers, m => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Latin1.GetBytes(m))));
        }
    }

    [Theory]
    [InlineData("nothing at all")]
    [InlineData("svg with a script")]
    [InlineData("gif that is a pdf")]
    [InlineData("page called jpg")]
    [InlineData("truncated jpeg")]
    [InlineData("truncated png")]
    [InlineData("png of 30,000 by 30,000")]
    public async Task What_is_no_photo_or_a_trap_is_refused_and_nothing_of_it_is_kept(string kind)
    {
        var before = await Photos();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var content = new ByteArrayContent(await Make(kind)) { Headers = { ContentType = new("image/jpeg") } };
        var answer = await http.PostAsync($"{Api}/photos", content);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{kind}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        Assert.Equal("photo", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
        Assert.Equal(before, await Photos());
    }

    [Fact]
    public async Task A_photo_lying_on_its_side_is_turned_upright()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var id = await Accepted(http, Turned());
        await http.PostAsJsonAsync($"{Api}/reports", new { category = "light", text = "よこむき", district = "oi", photos = new[] { id } }, Keyed(http));
        await host.JobsDone();
        var bytes = await http.GetByteArrayAsync($"/minamichita/photos/{id}/large");
        var frame = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        Assert.Equal((64, 48), ((bytes[frame + 5] << 8) + bytes[frame + 6], (bytes[frame + 7] << 8) + bytes[frame + 8]));
    }

    [Fact]
    public async Task A_photo_that_somebody_downloaded_and_sends_again_takes_nothing_from_the_first()
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        var first = await Accepted(http, TestPhoto.Plain);
        await http.PostAsJsonAsync($"{Api}/reports", new { category = "light", text = "はじめの写真", district = "oi", photos = new[] { first } }, Keyed(http));
        await host.JobsDone();
        var served = await http.GetByteArrayAsync($"/minamichita/photos/{first}/large");
        await Accepted(http, served);
        await host.JobsDone();
        Assert.Equal(served, await http.GetByteArrayAsync($"/minamichita/photos/{first}/large"));
    }

    [Fact]
    public async Task A_form_of_a_hundred_megabytes_is_refused_in_words_before_it_is_read()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /minamichita/reports/new HTTP/1.1\r\nHost: town.test\r\nAccept-Language: ja\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 104857600\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = WebUtility.HtmlDecode(await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.StartsWith("HTTP/1.1 413", answer);
        Assert.Contains("大きすぎます", answer);
    }

    private static CancellationToken Keyed(HttpClient http)
    {
        http.DefaultRequestHeaders.Remove("Idempotency-Key");
        http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return CancellationToken.None;
    }

    private static async Task<Guid> Accepted(HttpClient http, byte[] photo)
    {
        using var content = new ByteArrayContent(photo);
        var answer = await http.PostAsync($"{Api}/photos", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private Task<int> Photos() => host.In(s => s.GetRequiredService<MachimichiDb>().Photos.CountAsync());

    private static async Task<byte[]> Make(string kind) => kind switch
    {
        "jpeg with a place" => TestPhoto.TakenAt(34.7018, 136.9722),
        "jpeg that ends in a page" => [.. TestPhoto.Plain, .. "<html><script>alert(1)</script>"u8],
        "jpeg that ends in an archive" => [.. TestPhoto.Plain, .. "PK\u0003\u0004secret-place"u8],
        "png with text and a script after its end" => [.. Png(64, 48, "Comment\0secret-place", whole: true), .. "<script>alert(1)</script>"u8],
        "webp" => await Converted("vips", "webpsave", ".webp"),
        "heic" => await Converted("heif-enc", "", ".heic"),
        "nothing at all" => [],
        "svg with a script" => TestPhoto.NoPhoto,
        "gif that is a pdf" => [.. "GIF89a%PDF-1.4 "u8, .. new byte[64]],
        "page called jpg" => Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>"),
        "truncated jpeg" => (await Converted("vips", "jpegsave", ".jpg"))[..^2500],
        "truncated png" => Png(640, 480, "", whole: true)[..^900],
        "png of 30,000 by 30,000" => Png(30_000, 30_000, "", whole: false),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    // EXIF orientation 6: the top of the picture is at the right.
    private static byte[] Turned()
    {
        byte[] tiff = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(body.Length + 2), .. body, .. TestPhoto.Plain.AsSpan(2)];
    }

    // Noise, so that half the file is half the picture.
    private static byte[] Png(int width, int height, string text, bool whole)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + width];
            var random = new Random(7);
            for (var y = 0; y < (whole ? height : 1); y++)
            {
                random.NextBytes(row);
                row[0] = 0;
                zlib.Write(row);
            }
        }
        byte[] header = [(byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width, (byte)(height >> 24), (byte)(height >> 16), (byte)(height >> 8), (byte)height, 8, 0, 0, 0, 0];
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. text.Length > 0 ? Chunk("tEXt", Encoding.Latin1.GetBytes(text)) : [],
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        var (n, crc) = (data.Length, Crc(named));
        return [(byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n, .. named, (byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }

    private static async Task<byte[]> Converted(string program, string verb, string ending)
    {
        var folder = Directory.CreateTempSubdirectory("machimichi-photo-");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "a.png"), Path.Combine(folder.FullName, "b" + ending));
            await File.WriteAllBytesAsync(from, Png(320, 240, "", whole: true));
            string[] arguments = verb.Length > 0 ? [verb, from, to] : [from, "-o", to];
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync();
            return await File.ReadAllBytesAsync(to);
        }
        finally { folder.Delete(recursive: true); }
    }
}
