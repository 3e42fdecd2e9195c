"""What StoryMimi is measured with. Each module explains itself and ends with one line of JSON."""
