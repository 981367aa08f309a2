namespace Machimichi.Vision;

/// <summary>One thing that a detector saw in one picture.</summary>
/// <param name="Box">Where, in pixels of the picture as given (not of the model's input), clipped to it.</param>
/// <param name="Class">What: the index in <see cref="ModelDescription.Classes"/>.</param>
/// <param name="Score">The model's own confidence, 0 to 1. It is not a probability unless the model was calibrated.</param>
public readonly record struct Detection(Box Box, int Class, float Score);
