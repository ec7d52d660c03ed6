using System.Text.Json.Serialization;

namespace Nabla.Page;

/// <summary>What passes between the page and the library as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(StepGraph))]
[JsonSerializable(typeof(LearnOptions))]
[JsonSerializable(typeof(LearnChoices))]
[JsonSerializable(typeof(LearnSetup))]
[JsonSerializable(typeof(LearnStatus))]
[JsonSerializable(typeof(IReadOnlyList<LearnLayer>))]
[JsonSerializable(typeof(Race))]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class PageJson : JsonSerializerContext;
