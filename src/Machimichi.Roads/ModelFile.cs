using Machimichi.Vision;

namespace Machimichi.Roads;

/// <summary>The detector's model as a file that one town hands to another.</summary>
public static class ModelFile
{
    /// <summary>Why it cannot be used; null when it can.</summary>
    public static string? Problem(string path)
    {
        try
        {
            using var model = OnnxDetector.Load(path);
            return null;
        }
        catch (ModelException e) { return e.Message; }
    }
}
