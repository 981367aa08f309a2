using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight;

internal static class OwnAddresses
{
    /// <summary>The address that the client reached the program at, without a slash at its end: what it is told to ask next must be at the same door.</summary>
    public static string OwnAddress(this HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";
}
