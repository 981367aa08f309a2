using System.Globalization;
using Machimichi.Platform;
using Machimichi.Platform.Language;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Writing;
using Machimichi.Web.Hosting;

namespace Machimichi.Web.Resident.Parts;

/// <summary>
/// What a person typed into a form, and what is still to mend in it. Everything typed is shown again, and a photo that was
/// received is kept by its id, so that nobody writes or chooses anything twice.
/// </summary>
public sealed class PostedForm
{
    private readonly IFormCollection? fields;

    private PostedForm(IFormCollection? fields) => this.fields = fields;

    public static PostedForm Empty { get; } = new(null);

    public IReadOnlyList<Refusal> Problems { get; private set; } = [];
    public List<Guid> Photos { get; } = [];

    /// <summary>A form as somebody left it earlier, to be changed.</summary>
    public static PostedForm Of(Dictionary<string, string> written) => new(new FormCollection(written.ToDictionary(w => w.Key, w => new Microsoft.Extensions.Primitives.StringValues(w.Value))));

    public static async Task<PostedForm> Read(HttpContext http)
    {
        if (!http.Request.HasFormContentType) return Empty;
        var form = new PostedForm(await http.Request.ReadFormAsync(http.RequestAborted));
        form.Photos.AddRange(form.fields!["photo"].Select(v => Guid.TryParse(v, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(10));
        if (FormGuard.StoppedBy(http) is not { } why) return form;
        // Shown again instead of sent: its photos are kept by their ids, as those of a refused form are.
        await form.Receive(http.RequestServices.GetRequiredService<ReceivePhotos>(), http.RequestAborted);
        form.Refuse([why]);
        return form;
    }

    /// <summary>A form that opens with photos which another application shared: they were received, and their ids are in its address.</summary>
    public PostedForm WithShared(HttpContext http)
    {
        if (fields is not null || http.Request.Query["photo"] is not { Count: > 0 } shared) return this;
        var form = Of([]);
        form.Photos.AddRange(shared.Select(v => Guid.TryParse(v, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(3));
        return form;
    }

    public string this[string name] => fields is not null && fields.TryGetValue(name, out var value) ? value.ToString() : "";

    public IReadOnlyList<string> All(string name) => fields is not null && fields.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    public bool Has(string name, string value) => fields is not null && fields.TryGetValue(name, out var values) && values.Contains(value);

    /// <summary>The answers to the questions of one category, by the question's code.</summary>
    public Dictionary<string, string> Details(string category)
    {
        var start = $"q-{category}-";
        return fields?.Where(f => f.Key.StartsWith(start, StringComparison.Ordinal)).ToDictionary(f => f.Key[start.Length..], f => f.Value.ToString()) ?? [];
    }

    public double? Number(string name) => double.TryParse(this[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Takes in the photos that came with this post. One that is none is a problem of its field; the others are kept.</summary>
    public async Task Receive(ReceivePhotos receive, CancellationToken ct)
    {
        var problems = new List<Refusal>();
        foreach (var file in fields?.Files ?? Enumerable.Empty<IFormFile>())
        {
            try
            {
                await using var content = file.OpenReadStream();
                Photos.Add((await receive.Handle(content, file.Length, ct)).Id);
            }
            catch (Refusal refusal) { problems.Add(refusal); }
        }
        Problems = problems;
    }

    public void Refuse(IEnumerable<Refusal> problems) => Problems = [.. Problems, .. problems];

    /// <summary>The fields that seem to hold personal data, as <see cref="SeemsPersonal"/> found them.</summary>
    public IReadOnlyList<(string Field, PersonalData Data)> Personal { get; private set; } = [];

    public string PersonalMark => PersonalData.MarkOf(Personal.Select(p => p.Data));

    /// <summary>Did the writer see just these finds, and send them all the same?</summary>
    public bool SentAsIs => Personal.Count > 0 && Has("as-is", PersonalMark);

    /// <summary>
    /// Does one of these fields, which everyone will read, seem to hold personal data that its writer has not said to send all the same?
    /// Then the page is shown again: <c>PersonalNotice</c> says what was found, <c>SendAsIs</c> is the button beside the form's own.
    /// </summary>
    public bool SeemsPersonal(params string[] names)
    {
        Personal = [.. names.Select(n => (n, PersonalData.Of(this[n]))).Where(p => p.Item2.Finds.Count > 0)];
        return Personal.Count > 0 && !SentAsIs;
    }

    public string? ErrorOf(string field, Speech speech) => Problems.FirstOrDefault(p => p.Field == field) is { } problem ? speech.Say(problem) : null;
}
