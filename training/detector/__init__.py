"""The road damage detector: network, data, training, evaluation and export."""
