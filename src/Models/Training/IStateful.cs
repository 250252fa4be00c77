namespace Neuron.Models;

/// <summary>Something whose state a checkpoint keeps, so that a resumed run goes on to the same bits.</summary>
public interface IStateful
{
    /// <summary>All of the state, by name; a tensor may share memory with the object.</summary>
    IReadOnlyDictionary<string, Tensor> StateDictionary();

    /// <summary>Takes over a state; all of it or, on an error, none.</summary>
    /// <param name="state">What <see cref="StateDictionary"/> gave.</param>
    /// <param name="source">Where it is from; errors begin with it.</param>
    /// <exception cref="InvalidDataException">Something is missing, unknown or of the wrong shape or dtype.</exception>
    void LoadStateDictionary(IReadOnlyDictionary<string, Tensor> state, string source = "state dictionary");
}
