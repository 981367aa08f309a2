using Microsoft.AspNetCore.Http;

namespace Machimichi.Platform.Http;

/// <summary>On a route whose standard says what an error looks like: refusals are answered in its form.</summary>
public interface IRefusalForm
{
    /// <param name="said">What is wrong and how to mend it, in the reader's language.</param>
    Task Write(HttpContext http, Refusal refusal, string said);
}
