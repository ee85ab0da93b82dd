using BenchmarkDotNet.Running;
using Telemetry.Benchmarks;

// Not typeof(Program): the worker has one too.
BenchmarkSwitcher.FromAssembly(typeof(RuleBenchmarks).Assembly).Run(args);
