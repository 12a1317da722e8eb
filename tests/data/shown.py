"""A data set as plain values, for comparisons."""

SIDES = ("left", "top", "right", "bottom")


def ids(dataset):
    return dataset.samples["id"].to_list()


def reasons(dataset):
    return {problem.where: problem.reason for problem in dataset.problems}


def boxes(dataset):
    return [
        (sample, label, *map(float, box))
        for sample, label, *box in dataset.annotations["sample", "label", *SIDES].rows()
    ]
