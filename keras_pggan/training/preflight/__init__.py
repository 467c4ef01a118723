"""What a run takes, told before its first step: arithmetic, memory and time."""
