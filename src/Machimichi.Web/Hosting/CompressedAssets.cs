using Machimichi.Web.Shell;
using Microsoft.AspNetCore.StaticFiles;

namespace Machimichi.Web.Hosting;

/// <summary>Sends the compressed twin that the build laid beside a script, style or drawing, to whoever reads it.</summary>
internal sealed class CompressedAssets(RequestDelegate next)
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (path.StartsWithSegments("/dist", StringComparison.Ordinal) && Types.TryGetContentType(path.Value!, out var type)
            && http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal)
            && PageAssets.StaticFiles.FileProvider!.GetFileInfo(path.Value + ".br").Exists)
        {
            http.Request.Path = path.Value + ".br";
            http.Response.Headers.ContentEncoding = "br";
            http.Response.Headers.Vary = "Accept-Encoding";
            http.Items[typeof(CompressedAssets)] = type;
        }
        return next(http);
    }

    public static string? TypeOf(HttpContext http) => http.Items[typeof(CompressedAssets)] as string;
}
