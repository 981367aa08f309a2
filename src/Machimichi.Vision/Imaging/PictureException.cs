namespace Machimichi.Vision;

/// <summary>A file is not a picture that can be used. The message names the file and says what is wrong with it.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Makes the message "<paramref name="name"/>: <paramref name="what"/>".</summary>
    /// <param name="name">The file, as its user knows it.</param>
    /// <param name="what">What is wrong and, where it helps, how to mend it.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public PictureException(string name, string what, Exception? inner = null)
        : base($"{name}: {what}", inner) => Name = name;

    /// <summary>The file, as its user knows it.</summary>
    public string Name { get; }
}
