namespace Neuron.Models;

/// <summary>Hooks on the outputs of modules: the one way to read, replace and patch what happens inside a network.</summary>
public static class ActivationHooks
{
    extension(Module module)
    {
        /// <summary>
        /// Calls <paramref name="hook"/> with each output of this module, after the hooks that were there before. Disposing the result removes it.
        /// </summary>
        public IDisposable OnOutput(ActivationHook hook)
        {
            ArgumentNullException.ThrowIfNull(hook);
            module.Hooks.Add(hook);
            return new Removal([module], hook);
        }

        /// <summary>The same for the module at <paramref name="path"/> below this one.</summary>
        /// <exception cref="ArgumentException">There is none.</exception>
        public IDisposable OnOutput(string path, ActivationHook hook) => module.Find(path).OnOutput(hook);

        /// <summary>The same for this module and all below it that <paramref name="where"/> chooses.</summary>
        public IDisposable OnOutputs(Func<Module, bool> where, ActivationHook hook)
        {
            ArgumentNullException.ThrowIfNull(hook);
            Module[] chosen = [.. module.Modules().Where(where)];
            foreach (var m in chosen) m.Hooks.Add(hook);
            return new Removal(chosen, hook);
        }
    }

    private sealed class Removal(Module[] modules, ActivationHook hook) : IDisposable
    {
        public void Dispose()
        {
            foreach (var module in modules) module.Hooks.Remove(hook);
            modules = [];
        }
    }
}
