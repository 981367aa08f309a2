namespace Machimichi.Platform.Http;

/// <summary>On a page or answer that says the same to everyone who is not signed in, in one language.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SameForEveryoneAttribute : Attribute;
