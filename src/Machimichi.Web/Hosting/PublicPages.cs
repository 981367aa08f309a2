using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Machimichi.Platform.Http;
using Machimichi.Platform.Language;
using Microsoft.Extensions.Caching.Memory;

namespace Machimichi.Web.Hosting;

/// <summary>
/// Keeps what is the same for everyone, for as long as nothing happened in the town: every change to it is a link in its audit
/// trail, so the number of the last link says whether a kept page still holds, on however many machines the program runs. What no
/// trail tells of (a day that passes, a photo that is ready) is at most half a minute late.
/// </summary>
internal sealed class PublicPages(RequestDelegate next) : IDisposable
{
    private const int Largest = 4 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = 64L << 20 });

    public async Task InvokeAsync(HttpContext http, TownScope town, Speech speech, MachimichiDb db)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || !town.IsChosen || http.User.Identity?.IsAuthenticated == true || http.GetEndpoint()?.Metadata.GetMetadata<SameForEveryoneAttribute>() is null
            || http.Request.Query.ContainsKey("lang"))
        {
            await next(http);
            return;
        }
        var key = string.Join('\n', town.Id, speech.Language, http.Request.Cookies["fonts"], http.Request.Path, http.Request.QueryString);
        var happened = await AuditChain.LastOf(db, http.RequestAborted);
        if (kept.TryGetValue(key, out Page? page) && page!.Happened == happened)
        {
            http.Response.ContentType = page.Type;
            http.Response.ContentLength = page.Body.Length;
            if (page.Link is not null) http.Response.Headers.Link = page.Link;
            await http.Response.Body.WriteAsync(page.Body, http.RequestAborted);
            return;
        }
        var sent = http.Response.Body;
        await using var copy = new Copy(sent);
        http.Response.Body = copy;
        try { await next(http); }
        finally { http.Response.Body = sent; }
        if (http.Response.StatusCode != StatusCodes.Status200OK || copy.Kept is not { Length: > 0 } body || body.AsSpan().IndexOf("__RequestVerificationToken"u8) >= 0) return;
        kept.Set(key, new Page(happened, http.Response.ContentType ?? "", http.Response.Headers.Link.FirstOrDefault(), body), new MemoryCacheEntryOptions { Size = body.Length + key.Length, AbsoluteExpirationRelativeToNow = Longest });
    }

    public void Dispose() => kept.Dispose();

    private sealed record Page(long Happened, string Type, string? Link, byte[] Body);

    /// <summary>Sends on what is written and remembers it, unless it is too much.</summary>
    private sealed class Copy(Stream to) : WrittenBody
    {
        private readonly MemoryStream kept = new();
        private bool tooMuch;

        public byte[]? Kept => tooMuch ? null : kept.ToArray();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Keep(buffer.AsSpan(offset, count));
            to.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Keep(buffer.Span);
            return to.WriteAsync(buffer, cancellationToken);
        }

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            if (tooMuch || (tooMuch = kept.Length + bytes.Length > Largest)) return;
            kept.Write(bytes);
        }

        public override void Flush() => to.Flush();
        public override Task FlushAsync(CancellationToken cancellationToken) => to.FlushAsync(cancellationToken);
    }
}
