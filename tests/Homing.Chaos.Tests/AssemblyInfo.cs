// Each test has a handful of busy processes: side by side they would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
