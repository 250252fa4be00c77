using System.Text.Json;
using Neuron.Tests.Shared;

namespace Neuron.Tests.Autograd;

public class InterpolationReferenceTests
{
    [ReferenceTheory, ReferenceCases("interpolate", "nearest*", "linear*", "bilinear*", "bicubic*", "area*", "trilinear")]
    public void Resizing(string name)
    {
        var c = ReferenceFile.Open("interpolate")[name];
        var mode = c.Args.GetProperty("mode").GetString() switch
        {
            "nearest" => InterpolationMode.Nearest,
            "nearest-exact" => InterpolationMode.NearestExact,
            "area" => InterpolationMode.Area,
            "bicubic" => InterpolationMode.Cubic,
            _ => InterpolationMode.Linear,
        };
        int[] size = c["out.y"].Shape[2..];
        TensorReference.Check(c, x => x["x"].Interpolate(size, mode, Flag(c, "align_corners"), Flag(c, "antialias")));
    }

    [ReferenceTheory, ReferenceCases("interpolate", "grid_sample*", "affine_grid", "pixel*")]
    public void Sampling(string name)
    {
        string[] parts = name.Split('_');
        TensorReference.Check(ReferenceFile.Open("interpolate")[name], x => name switch
        {
            "affine_grid" => Tensor.AffineGrid(x["theta"], 3, 4),
            "pixel_shuffle" => x["x"].PixelShuffle(2),
            "pixel_unshuffle" => x["x"].PixelUnshuffle(2),
            _ => x["x"].GridSample(x["grid"], Enum.Parse<GridPadding>(parts[3], ignoreCase: true), nearest: parts[2] == "nearest"),
        });
    }

    [ReferenceFact("reference")]
    public void Every_case_is_named() => ReferenceFile.Open("interpolate").AssertEveryCaseIsNamed(GetType().Assembly);

    private static bool Flag(ReferenceCase c, string name) =>
        c.Args.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
