namespace Machimichi.Vision;

/// <summary>A model file can't be used. The message names the file, says what doesn't fit and how to mend it.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Makes the message "<paramref name="path"/>: <paramref name="what"/>".</summary>
    /// <param name="path">The model file.</param>
    /// <param name="what">What doesn't fit and how to mend it.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public ModelException(string path, string what, Exception? inner = null)
        : base($"{path}: {what}", inner) => Path = path;

    /// <summary>The model file.</summary>
    public string Path { get; }
}
