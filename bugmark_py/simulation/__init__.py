"""The market simulated: agents who fund and fix issues, in memory or through the contracts."""
