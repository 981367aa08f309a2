using Machimichi.Platform;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Machimichi.Voice.Api;

internal static class PhotosApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/photos", async (HttpContext http, [FromHeader(Name = "Idempotency-Key")] string? key, ReceivePhotos receive, CancellationToken ct) =>
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = PhotoDesk.MaxBytes + 1;
            if (http.Request.ContentLength is not { } length) throw new Refusal("voice.photo-length", "photo");
            if (length > PhotoDesk.MaxBytes) throw new Refusal("photo.too-large", "photo", RefusalKind.TooLarge, ("limit", PhotoDesk.MaxBytes / 1024 / 1024));
            return TypedResults.Ok(await receive.Handle(http.Request.Body, length, ct, string.IsNullOrEmpty(key) ? null : SubmissionKey.Problem(key) is { } problem ? throw problem : key));
        }).WithSummary("Takes a photo (the body: JPEG, PNG, WebP or HEIC, up to 25 MB) and answers its id, for a report or proposal that is sent next.");
}
