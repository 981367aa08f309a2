using System.Text;
using Machimichi.Platform.Language;

namespace Machimichi.Web.Hosting;

/// <summary>Writes a page in easy Japanese with the readings above the characters. Pages in other languages pass untouched.</summary>
internal sealed class FuriganaPages(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Speech speech)
    {
        if (speech.Language != Texts.Easy)
        {
            await next(http);
            return;
        }
        var sent = http.Response.Body;
        await using var page = new PageBody(http.Response, sent);
        http.Response.Body = page;
        try
        {
            await next(http);
            await page.Finish(http.RequestAborted);
        }
        finally { http.Response.Body = sent; }
    }

    /// <summary>Keeps a page until it is whole; anything that is no page goes straight on.</summary>
    private sealed class PageBody(HttpResponse response, Stream to) : WrittenBody
    {
        private readonly MemoryStream kept = new();
        private bool? isPage;

        private bool IsPage => isPage ??= response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true && !response.HasStarted;

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (IsPage) kept.Write(buffer, offset, count);
            else to.Write(buffer, offset, count);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (IsPage) kept.Write(buffer.Span);
            else await to.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush() { if (isPage == false) to.Flush(); }

        public override Task FlushAsync(CancellationToken cancellationToken) => isPage == false ? to.FlushAsync(cancellationToken) : Task.CompletedTask;

        public async Task Finish(CancellationToken ct)
        {
            if (kept.Length == 0) return;
            var page = Encoding.UTF8.GetBytes(Furigana.OnPage(Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length)));
            if (response.ContentLength is not null) response.ContentLength = page.Length;
            await to.WriteAsync(page, ct);
        }
    }
}
