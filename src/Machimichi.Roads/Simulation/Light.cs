namespace Machimichi.Roads.Simulation;

/// <summary>The day of a drive: how bright, which tint, whether trees throw shadows, how far one sees. Colours are blue, green, red.</summary>
internal sealed record Light(
    string Name,
    float Gain,
    (float B, float G, float R) Tint,
    float Shadow,
    float HazeMeters,
    (float B, float G, float R) SkyHigh,
    (float B, float G, float R) SkyLow
)
{
    private static readonly Light[] Days =
    [
        new("overcast", 1.0f, (1.00f, 1.00f, 0.985f), 0, 420, (205, 198, 188), (226, 224, 221)),
        new("sun", 1.08f, (0.95f, 0.99f, 1.02f), 0.42f, 900, (206, 158, 104), (232, 220, 202)),
        new("afternoon", 0.97f, (0.92f, 0.98f, 1.035f), 0.36f, 700, (190, 160, 128), (190, 214, 238)),
        new("thin cloud", 1.04f, (0.99f, 1.00f, 1.00f), 0.16f, 600, (216, 188, 156), (232, 228, 222)),
    ];

    public static Light Of(int drive, ulong seed) => Days[(drive - 1 + (int)(Dice.Seed(seed, 21) % 4)) % Days.Length];
}
