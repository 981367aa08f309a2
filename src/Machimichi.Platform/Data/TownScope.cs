using Machimichi.Platform.Towns;

namespace Machimichi.Platform.Data;

/// <summary>The town that this request, job or command works for. Chosen once; a query without it fails loudly.</summary>
public sealed class TownScope
{
    private TownFile? town;

    public bool IsChosen => town is not null;

    public TownFile Town => town ?? throw new InvalidOperationException("No town was chosen for this piece of work; call TownScope.Choose first.");

    public string Id => Town.Slug;

    public void Choose(TownFile chosen)
    {
        if (town is not null && town.Slug != chosen.Slug)
            throw new InvalidOperationException($"This piece of work belongs to {town.Slug} and cannot turn to {chosen.Slug}.");
        town = chosen;
    }
}
