"""The oracle daemon: reads trackers, votes, finalises, settles."""
