"""The trainer hook: any trainer gets a training set and leaves a model folder, and predictions of real test data."""

from datadiet.loop.training.material import Material
from datadiet.loop.training.model import Cost, Model, load_model
from datadiet.loop.training.predicting import predict
from datadiet.loop.training.trainer import TRAINERS, JointTrainer, Trainer
from datadiet.loop.training.training import Options, train, train_seeds

__all__ = [
    "TRAINERS",
    "Cost",
    "JointTrainer",
    "Material",
    "Model",
    "Options",
    "Trainer",
    "load_model",
    "predict",
    "train",
    "train_seeds",
]
