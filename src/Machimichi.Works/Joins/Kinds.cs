using Machimichi.Platform.Towns;

namespace Machimichi.Works.Joins;

internal static class Kinds
{
    extension(TownFile town)
    {
        public bool IsDamage(string category) => town.Categories.Any(c => c.Code == category && c.Damage is { Count: > 0 });

        /// <summary>Categories that name damage to the road can be one thing: what a resident calls a hole a camera may call a crack.</summary>
        public List<string> CompatibleWith(string category) =>
            town.IsDamage(category) ? [.. town.Categories.Where(c => c.Damage is { Count: > 0 }).Select(c => c.Code)] : [category];
    }
}
