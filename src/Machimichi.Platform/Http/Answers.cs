using Microsoft.AspNetCore.Http;

namespace Machimichi.Platform.Http;

/// <summary>What a small action answers: a form goes back to the page that it came from, a client gets JSON.</summary>
public static class Answers
{
    /// <summary>303 to the form's <c>back</c> field, which must be a path of this town; JSON for whoever asked for JSON.</summary>
    public static async Task<IResult> Done(this HttpContext http, string fallback, object? receipt = null)
    {
        if (http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
            return receipt is null ? Results.NoContent() : Results.Json(receipt);
        var back = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync()).TryGetValue("back", out var b) ? b.ToString() : "" : "";
        http.Response.Headers.Location = IsLocal(back) ? back : fallback;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    // "//host" and "/\host" lead elsewhere.
    public static bool IsLocal(string? path) => path is ['/', ..] && !(path.Length > 1 && path[1] is '/' or '\\') && !path.Any(char.IsControl);
}
