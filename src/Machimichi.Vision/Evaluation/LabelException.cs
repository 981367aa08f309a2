namespace Machimichi.Vision;

/// <summary>A file of labels, detections or tracks can't be read. The message names the file and, where it can, the line.</summary>
public sealed class LabelException : Exception
{
    /// <summary>Makes the message "<paramref name="where"/>: <paramref name="what"/>".</summary>
    /// <param name="where">The file or folder, with the line after a colon.</param>
    /// <param name="what">What is wrong and how to mend it.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public LabelException(string where, string what, Exception? inner = null)
        : base($"{where}: {what}", inner) { }
}
