// Real servers on two cores: one test at a time, so that none waits for another's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
